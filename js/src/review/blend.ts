/** Several candidates in one text: each place that any of them changes takes the text of one. */

import type { Piece } from "./pieces.ts";

/** A text that a place may take, and which candidates, from 0, have it there. */
export interface Variant {
  readonly text: string;
  readonly places: readonly number[];
}

/** A place of the old text that candidates change; what they want there excludes each other. */
export interface Site {
  readonly from: number;
  readonly to: number;
  /** The first is the old text, which stays where nobody's is taken. */
  readonly variants: readonly [Variant, ...Variant[]];
}

interface Cut {
  readonly from: number;
  readonly to: number;
  readonly added: string;
}

/** The changes of a candidate by their places in the old text. */
function cuts(pieces: readonly Piece[]): readonly Cut[] {
  const found: Cut[] = [];
  let at = 0;
  for (const piece of pieces) {
    const length = typeof piece === "string" ? piece.length : piece.removed.length;
    if (typeof piece === "object") found.push({ from: at, to: at + length, added: piece.added });
    at += length;
  }
  return found;
}

/** The old text from one place to another, with the changes within it. */
function applied(old: string, from: number, to: number, changes: readonly Cut[]): string {
  let [text, at] = ["", from];
  for (const cut of changes) {
    if (cut.from < from || cut.to > to) continue;
    text += old.slice(at, cut.from) + cut.added;
    at = cut.to;
  }
  return text + old.slice(at, to);
}

/** The places that the candidates change, in order; changes that touch each other are one place. */
export function sitesOf(old: string, candidates: readonly (readonly Piece[])[]): readonly Site[] {
  const changes = candidates.map(cuts);
  const places: { from: number; to: number }[] = [];
  for (const { from, to } of changes.flat().sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = places.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else places.push({ from, to });
  }
  return places.map(({ from, to }) => {
    const variants: [Variant, ...Variant[]] = [{ text: old.slice(from, to), places: [] }];
    changes.forEach((mine, place) => {
      const text = applied(old, from, to, mine);
      const at = variants.findIndex((one) => one.text === text);
      const known = variants[at];
      if (!known) variants.push({ text, places: [place] });
      else variants[at] = { text, places: [...known.places, place] };
    });
    return { from, to, variants };
  });
}

/** Which variant of each site a candidate has. */
export function picksOf(sites: readonly Site[], place: number): readonly number[] {
  return sites.map(({ variants }) => variants.findIndex(({ places }) => places.includes(place)));
}

/** The text with the variant that is picked at each site. */
export function blended(old: string, sites: readonly Site[], picks: readonly number[]): string {
  let [text, at] = ["", 0];
  sites.forEach(({ from, to, variants }, place) => {
    text += old.slice(at, from) + (variants[picks[place] ?? 0] ?? variants[0]).text;
    at = to;
  });
  return text + old.slice(at);
}

/** The fewest candidates that what is picked can be told to come from, in order. */
export function sourcesOf(sites: readonly Site[], picks: readonly number[]): readonly number[] {
  const taken = sites.flatMap(({ variants }, place) => {
    const picked = picks[place] ?? 0;
    return picked === 0 ? [] : [variants[picked]?.places ?? []];
  });
  const sources = new Set<number>();
  // First what only one of them has.
  for (const places of [...taken].sort((a, b) => a.length - b.length)) {
    if (!places.some((place) => sources.has(place))) sources.add(places[0] ?? 0);
  }
  return [...sources].sort((a, b) => a - b);
}
