/** The outline as a list of rows: steps, in them batches and variables, each after its inputs. */

import type { Card, Lane } from "../store/state.ts";
import type { Batch } from "./batches.ts";

interface Place {
  /** A name of its own among the rows. */
  readonly id: string;
  readonly level: number;
  /** Where it stands among those of its parent, from 1, and how many those are. */
  readonly at: number;
  readonly of: number;
  /** The row that it is in, or empty. */
  readonly parent: string;
}

export interface LaneRow extends Place {
  readonly kind: "lane";
  readonly lane: number;
  readonly open: boolean;
  readonly members: readonly string[];
}

export interface BatchRow extends Place {
  readonly kind: "batch";
  /** Its key, which is the key of its first card. */
  readonly batch: string;
  readonly open: boolean;
  readonly members: readonly string[];
}

export interface CardRow extends Place {
  readonly kind: "card";
  readonly card: string;
}

export type Row = LaneRow | BatchRow | CardRow;

export interface Outlined {
  readonly cards: ReadonlyMap<string, Card>;
  readonly lanes: readonly Lane[];
  readonly batches: readonly Batch[];
  /** Batches and steps whose members are not listed, and cards that are left out. */
  readonly folded: ReadonlyMap<string, unknown>;
  readonly closed: ReadonlySet<number>;
  readonly hidden: ReadonlySet<string>;
}

/** The rows that can be seen, in order. */
export function rowsOf({ cards, lanes, batches, folded, closed, hidden }: Outlined): Row[] {
  const batchOf = new Map<string, BatchRow["members"]>();
  for (const { members } of batches) {
    const seen = members.filter((key) => !hidden.has(key));
    if (seen.length > 1) for (const key of seen) batchOf.set(key, seen);
  }
  const keyOf = new Map(batches.flatMap(({ key, members }) => members.map((one) => [one, key])));
  const inLane = lanes.map((lane) => lane.cards.filter((key) => !hidden.has(key)));

  const rows: Row[] = [];
  const listed = inLane.flatMap((members, lane) => (members.length ? [{ lane, members }] : []));
  listed.forEach(({ lane, members }, index) => {
    const parent = `lane ${lane}`;
    const open = !closed.has(lane);
    const here = { level: 1, at: index + 1, of: listed.length, parent: "" };
    rows.push({ kind: "lane", id: parent, lane, open, members, ...here });
    if (!open) return;
    const depth = (key: string) => cards.get(key)?.depth ?? 0;
    const tops = members
      .filter((key) => (batchOf.get(key)?.[0] ?? key) === key)
      .sort((a, b) => depth(a) - depth(b));
    tops.forEach((key, top) => {
      const within = { level: 2, at: top + 1, of: tops.length, parent };
      const together = batchOf.get(key);
      if (!together) {
        rows.push({ kind: "card", id: key, card: key, ...within });
        return;
      }
      const batch = keyOf.get(key) ?? key;
      const id = `batch ${batch}`;
      const open = !folded.has(batch);
      rows.push({ kind: "batch", id, batch, open, members: together, ...within });
      if (!open) return;
      together.forEach((card, place) => {
        const inside = { level: 3, at: place + 1, of: together.length, parent: id };
        rows.push({ kind: "card", id: card, card, ...inside });
      });
    });
  });
  return rows;
}

/** Where a key leads in the outline from the row at `index`, if it moves at all. */
export function moved(rows: readonly Row[], index: number, key: string): number | undefined {
  const row = rows[index];
  if (!row) return undefined;
  const last = rows.length - 1;
  if (key === "ArrowDown") return Math.min(last, index + 1);
  if (key === "ArrowUp") return Math.max(0, index - 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key === "ArrowRight" && row.kind !== "card" && row.open) return Math.min(last, index + 1);
  const parent = rows.findIndex(({ id }) => id === row.parent);
  if (key === "ArrowLeft" && parent >= 0 && (row.kind === "card" || !row.open)) return parent;
  return undefined;
}

/**
 * The next row whose name begins with what was typed, round and round. One letter moves on from
 * the row at `index`; more of them may mean the same row still.
 */
export function typed(names: readonly string[], index: number, letters: string): number {
  const wanted = letters.toLocaleLowerCase();
  const from = letters.length > 1 ? 0 : 1;
  for (let by = from; by < names.length + from; by++) {
    const at = (index + by) % names.length;
    if (names[at]?.toLocaleLowerCase().startsWith(wanted)) return at;
  }
  return -1;
}
