/** A diff as a person takes it or leaves it: the text that stays, and each change by itself. */

import type { Part } from "./diff.ts";

/** One change; either side may be empty. `place` counts the changes of a text from 0. */
export interface Hunk {
  readonly place: number;
  readonly removed: string;
  readonly added: string;
}

/** Text that stays, or a change. */
export type Piece = string | Hunk;

/** Put what went and what came in its place together. */
export function piecesOf(parts: readonly Part[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let place = 0;
  for (const { kind, text } of parts) {
    const last = pieces.at(-1);
    if (kind === "same") pieces.push(text);
    else if (typeof last === "object") pieces[pieces.length - 1] = { ...last, [kind]: text };
    else pieces.push({ removed: "", added: "", [kind]: text, place: place++ });
  }
  return pieces;
}

/** Characters and parts of a diff that are shown at once. */
const ROOM = 20_000;
const PARTS = 1_000;

/** Characters at either end of a very long part. */
const END = 4_000;

/** A very long part without its middle. */
export function excerpt(text: string): string {
  const gone = text.length - 2 * END;
  if (gone <= END) return text;
  return `${text.slice(0, END)}\n… ${gone.toLocaleString("en")} characters …\n${text.slice(-END)}`;
}

/** How many of these parts are shown at once. */
export function beginning<T>(parts: readonly T[], lengthOf: (part: T) => number): number {
  let [end, room] = [0, ROOM];
  while (end < parts.length && end < PARTS && room > 0) {
    room -= Math.min(lengthOf(parts[end] as T), 3 * END);
    end++;
  }
  return end;
}

/** Characters of a text that an excerpt leaves out. */
export const leftOut = (text: string) => (excerpt(text) === text ? 0 : text.length - 2 * END);

/** How many changes there are. */
export function count(pieces: readonly Piece[]): number {
  return pieces.filter((piece) => typeof piece === "object").length;
}

/** The text with every change but those that are left. */
export function merged(pieces: readonly Piece[], left: ReadonlySet<number>): string {
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      return left.has(piece.place) ? piece.removed : piece.added;
    })
    .join("");
}

/** The pieces in rows of whole lines, so that old and new can stand beside each other. */
export function rowsOf(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const rows: Piece[][] = [[]];
  const add = (piece: Piece) => {
    if (piece) rows.at(-1)?.push(piece);
  };
  for (const piece of pieces) {
    const first = typeof piece === "string" ? piece.indexOf("\n") + 1 : 0;
    if (typeof piece === "object" || first === 0) {
      add(piece);
      continue;
    }
    const last = piece.lastIndexOf("\n") + 1;
    add(piece.slice(0, first));
    if (last > first) rows.push([piece.slice(first, last)]);
    rows.push([]);
    add(piece.slice(last));
  }
  return rows.filter((row) => row.length);
}
