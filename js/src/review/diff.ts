/** What changed between two texts, in words; in lines where words would take too long. */

import { diffArrays } from "diff";

export interface Part {
  readonly kind: "same" | "added" | "removed";
  readonly text: string;
}

/** Milliseconds that one diff may take. */
export const TIMEOUT = 50;

/** Characters of two texts whose words can be told apart in no time. */
const WORDS = 200_000;

/** Characters of a sign that a long change swallows, and how long such a change is. */
const STRAY = 2;
const LONG = 24;

// Scripts that write words without spaces between them.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

// The words of a text, where the browser cannot tell them.
const PLAIN = /\s+|\p{N}+(?:[.,]\p{N}+)*|[\p{L}\p{M}\p{N}]+|[^\s\p{L}\p{M}\p{N}]/gu;

/** The words of a text in any language; a number like 1.2 is one word. */
function segments(text: string): string[] {
  if (typeof Intl.Segmenter !== "function") return text.match(PLAIN) ?? [];
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  // In small pieces: the segmenter's time grows with the square of a text's length.
  const pieces = text.match(/\s+|\S{1,200}/gu) ?? [];
  return pieces.flatMap((piece) => {
    if (/^(\s+|[\p{L}\p{N}]+)$/u.test(piece) && !UNSPACED.test(piece)) return [piece];
    return Array.from(segmenter.segment(piece), ({ segment }) => segment);
  });
}

const lines = (text: string) => text.match(/[^\n]*\n|[^\n]+/g) ?? [];

function by(cut: (text: string) => string[], before: string, after: string, timeout: number) {
  const changes = diffArrays(cut(before), cut(after), { timeout });
  return changes?.map(
    ({ added, removed, value }): Part => ({
      kind: added ? "added" : removed ? "removed" : "same",
      text: value.join(""),
    }),
  );
}

/** What stands between two changes and parts them for nobody who reads: space, or a stray sign. */
function bridges(text: string, changed: number): boolean {
  const said = text.trim();
  return !said || (said.length <= STRAY && !text.includes("\n") && changed >= LONG);
}

/** Changes with nothing to read between them are one: all that went, then all that came. */
function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  let [removed, added] = ["", ""];
  const flush = () => {
    if (removed) result.push({ kind: "removed", text: removed });
    if (added) result.push({ kind: "added", text: added });
    [removed, added] = ["", ""];
  };
  parts.forEach((part, index) => {
    const next = parts[index + 1];
    const changed = removed.length + added.length;
    const between = next !== undefined && changed > 0 && bridges(part.text, changed);
    if (part.kind === "same" && !between) {
      flush();
      result.push(part);
      return;
    }
    if (part.kind !== "added") removed += part.text;
    if (part.kind !== "removed") added += part.text;
  });
  flush();
  return result;
}

/** The parts that lead from `before` to `after`; without the added ones they spell `before`. */
export function diff(before: string, after: string, timeout = TIMEOUT): readonly Part[] {
  if (before === after) return before ? [{ kind: "same", text: before }] : [];
  const short = before.length + after.length <= WORDS;
  const found =
    (short ? by(segments, before, after, timeout) : undefined) ?? by(lines, before, after, timeout);
  if (found) return joined(found);
  const whole: Part[] = [
    { kind: "removed", text: before },
    { kind: "added", text: after },
  ];
  return whole.filter(({ text }) => text);
}
