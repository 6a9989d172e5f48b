/** Where a card goes: columns from left to right, and what is placed never moves. */

export const CARD = { width: 224, height: 132 } as const;
export const GAP = { x: 52, y: 16 } as const;
/** Room above a lane's first row, for its name. */
export const LANE_HEAD = 34;
export const LANE_GAP = 22;

/** The tops of the cards in one column, ascending. */
export type Column = readonly number[];

/** The free place nearest to `wanted`, at or below 0, a gap away from every card in the column. */
export function free(column: Column, wanted: number): number {
  const pitch = CARD.height + GAP.y;
  const aim = Math.max(0, wanted);
  if (aim >= (column.at(-1) ?? -pitch) + pitch) return aim;
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= column.length; i++) {
    const above = column[i - 1];
    const below = column[i];
    const low = above === undefined ? 0 : above + pitch;
    const high = below === undefined ? Number.POSITIVE_INFINITY : below - pitch;
    if (low > high) continue;
    const place = Math.min(Math.max(aim, low), high);
    if (Math.abs(place - aim) < Math.abs(best - aim)) best = place;
  }
  return best;
}

/** A place in a lane: its column, and pixels below the lane's first row. */
export interface Spot {
  readonly column: number;
  readonly y: number;
}

/** The free place for a card made from `parents`: in the next column, as near to them as can be. */
export function beside(columns: readonly (Column | undefined)[], parents: readonly Spot[]): Spot {
  let column = 0;
  for (const spot of parents) column = Math.max(column, spot.column + 1);
  let sum = 0;
  let count = 0;
  for (const spot of parents) {
    if (spot.column < column - 1) continue;
    sum += spot.y;
    count += 1;
  }
  const tops = columns[column] ?? [];
  const end = (tops.at(-1) ?? -CARD.height - GAP.y) + CARD.height + GAP.y;
  return { column, y: free(tops, count ? sum / count : end) };
}

/** Put one more card into its column. */
export function occupy(columns: (number[] | undefined)[], { column, y }: Spot): void {
  const tops = columns[column] ?? [];
  const last = tops.at(-1) ?? y;
  tops.push(y);
  if (last > y) tops.sort((a, b) => a - b);
  columns[column] = tops;
}

/** The left edge of a column, in pixels. */
export function left(column: number): number {
  return column * (CARD.width + GAP.x);
}
