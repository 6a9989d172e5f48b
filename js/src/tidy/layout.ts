/**
 * A lane laid out anew: columns stay what they mean, and within them what belongs together comes
 * side by side. The ways of Sugiyama and others (1981): sweep from column to column, order each by
 * the middle of its neighbours, and place it as near to them as its order allows.
 */

import { CARD, GAP, type Spot } from "../store/place.ts";

/** The cards of a lane that are drawn, in order, and what each is made from. */
export type Shape = readonly (readonly [key: string, from: readonly string[]])[];
export type Layout = ReadonlyMap<string, Spot>;

/** From one card to the next in its column, in pixels. */
const PITCH = CARD.height + GAP.y;
/** Sweeps to the right and back, at most: most graphs are done after two. */
const SWEEPS = 6;

/** One column after the last of its parents; what has none stands before its first child. */
export function columnsOf(shape: Shape): ReadonlyMap<string, number> {
  const columns = new Map<string, number>();
  const before = new Map<string, number>();
  for (const [key, from] of shape) {
    const column = 1 + Math.max(-1, ...from.map((parent) => columns.get(parent) ?? -1));
    columns.set(key, column);
    for (const parent of from) {
      before.set(parent, Math.min(before.get(parent) ?? Number.POSITIVE_INFINITY, column - 1));
    }
  }
  for (const [key, from] of shape) {
    const column = before.get(key);
    if (!from.length && column !== undefined) columns.set(key, column);
  }
  return columns;
}

/**
 * Places in this order, a pitch apart at least, as near to the wanted ones as can be: least
 * squares, by joining neighbours that want past each other (pool adjacent violators).
 */
export function settled(wanted: readonly number[]): readonly number[] {
  const pools: { mean: number; size: number }[] = [];
  wanted.forEach((want, i) => {
    let pool = { mean: want - i * PITCH, size: 1 };
    for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
      const size = last.size + pool.size;
      pool = { mean: (last.mean * last.size + pool.mean * pool.size) / size, size };
      pools.pop();
    }
    pools.push(pool);
  });
  return pools
    .flatMap(({ mean, size }) => Array<number>(size).fill(mean))
    .map((y, i) => y + i * PITCH);
}

/** How far down and up the edges of a lane lead, all together, in pixels. */
export function untidiness(shape: Shape, top: (key: string) => number): number {
  let sum = 0;
  for (const [key, from] of shape) {
    for (const parent of from) sum += Math.abs(top(key) - top(parent));
  }
  return sum;
}

/** Where the cards of one lane stand when what belongs together is side by side. */
export function layOut(shape: Shape): Layout {
  const columns = columnsOf(shape);
  const before = new Map<string, readonly string[]>();
  const after = new Map<string, string[]>();
  const rows: string[][] = [];
  const tops = new Map<string, number>();
  for (const [key, from] of shape) {
    const parents = from.filter((parent) => columns.has(parent));
    before.set(key, parents);
    for (const parent of parents) after.set(parent, [...(after.get(parent) ?? []), key]);
    const column = columns.get(key) ?? 0;
    const row = rows[column] ?? [];
    rows[column] = row;
    tops.set(key, PITCH * row.length);
    row.push(key);
  }
  const top = (key: string) => tops.get(key) ?? 0;
  const mean = (keys: readonly string[], none: number) =>
    keys.length ? keys.reduce((sum, key) => sum + top(key), 0) / keys.length : none;
  /** Place a column by its neighbours; the order it has decides between equals. */
  const place = (row: string[], sides: readonly ReadonlyMap<string, readonly string[]>[]) => {
    const wants = new Map(
      row.map((key) => [
        key,
        mean(
          sides.flatMap((side) => side.get(key) ?? []),
          top(key),
        ),
      ]),
    );
    const want = (key: string) => wants.get(key) ?? 0;
    row.sort((a, b) => want(a) - want(b));
    settled(row.map(want)).forEach((y, i) => {
      tops.set(row[i] ?? "", y);
    });
  };
  let best = new Map(tops);
  let least = untidiness(shape, top);
  const keep = () => {
    const sum = untidiness(shape, top);
    if (sum >= least) return;
    [least, best] = [sum, new Map(tops)];
  };
  const all = rows.filter((row) => row !== undefined);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const reached = least;
    for (const row of all) place(row, [before]);
    keep();
    for (const row of all.toReversed()) place(row, [after]);
    keep();
    for (const row of all) place(row, [before, after]);
    keep();
    if (least === reached) break;
  }
  const highest = Math.min(...best.values());
  return new Map(
    shape.map(([key]) => [
      key,
      { column: columns.get(key) ?? 0, y: Math.round((best.get(key) ?? 0) - highest) },
    ]),
  );
}
