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

/** The column with one more card in it. */
export function occupied(column: Column = [], top: number): Column {
  const more = [...column, top];
  return (column.at(-1) ?? top) <= top ? more : more.sort((a, b) => a - b);
}

/** A place in a lane: its column, and pixels below the lane's first row. */
export interface Spot {
  readonly column: number;
  readonly y: number;
}

/** The free place for a card made from `parents`: in the next column, as near to them as can be. */
export function beside(columns: readonly (Column | undefined)[], parents: readonly Spot[]): Spot {
  const column = 1 + Math.max(-1, ...parents.map((spot) => spot.column));
  const tops = columns[column] ?? [];
  const nearest = parents.filter((spot) => spot.column === column - 1);
  const end = (tops.at(-1) ?? -CARD.height - GAP.y) + CARD.height + GAP.y;
  const middle = nearest.reduce((sum, spot) => sum + spot.y, 0) / nearest.length;
  return { column, y: free(tops, nearest.length ? middle : end) };
}

/** The left edge of a column, in pixels. */
export function left(column: number): number {
  return column * (CARD.width + GAP.x);
}
