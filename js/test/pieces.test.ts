// @vitest-environment node
import { describe, expect, it } from "vitest";
import { diff } from "../src/review/diff.ts";
import { count, type Hunk, merged, piecesOf, rowsOf } from "../src/review/pieces.ts";

const cut = (before: string, after: string) => piecesOf(diff(before, after));
const every = (before: string, after: string) =>
  new Set(Array.from({ length: count(cut(before, after)) }, (_, place) => place));

const PAIRS: readonly (readonly [string, string])[] = [
  ["one two three four five", "one 2 three four FIVE six"],
  ["gone one two", "one two"],
  ["one two", "one two more"],
  ["a\n\nb c\nd\n", "a\n\nb\nc d e\nd"],
  ["", "all new"],
  ["如果晒干衬衫", "如果晒干三十件衬衫"],
  ["👩‍👩‍👧 dry a", "👩‍👩‍👦 dry b"],
  ["same", "same"],
];

describe.each(PAIRS)("the pieces of %j → %j", (before, after) => {
  it("merge to the new text where all is taken, to the old where all is left", () => {
    const pieces = cut(before, after);
    expect(merged(pieces, new Set())).toBe(after);
    expect(merged(pieces, every(before, after))).toBe(before);
  });

  it("are the same pieces in rows, each of which begins a line", () => {
    const pieces = cut(before, after);
    const rows = rowsOf(pieces);
    expect(merged(rows.flat(), new Set())).toBe(after);
    expect(merged(rows.flat(), every(before, after))).toBe(before);
    for (const row of rows.slice(0, -1)) expect(String(row.at(-1))).toMatch(/\n$/);
  });
});

it("one change left keeps the old words there and nowhere else", () => {
  const pieces = cut("one two three four five", "one 2 three four FIVE six");
  expect(merged(pieces, new Set([0]))).toBe("one two three four FIVE six");
  expect(merged(pieces, new Set([1]))).toBe("one 2 three four five");
});

it("stay apart where text stands between them, and count from 0", () => {
  const hunks = cut("a b c d", "a B c D").filter(
    (piece): piece is Hunk => typeof piece !== "string",
  );
  expect(hunks).toEqual([
    { place: 0, removed: "b", added: "B" },
    { place: 1, removed: "d", added: "D" },
  ]);
});
