/** Which cards hold a text: in their role, their value, their gradients, or what is said of them. */

import type { Card, State } from "../store/state.ts";
import {
  gradientsOf,
  readable,
  roleOf,
  runningCalls,
  shownValue,
  standingFailure,
} from "../store/status.ts";

/** What finds `query`: case and the kind of white space do not matter; undefined finds nothing. */
export function pattern(query: string): RegExp | undefined {
  const words = query.trim().split(/\s+/u);
  if (words[0] === "") return undefined;
  const escaped = words.map((word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(escaped.join("\\s+"), "iu");
}

/** The texts that a card stands for; the first is its role. */
function texts(state: State, card: Card): readonly string[] {
  const failure = standingFailure(state, card);
  const proposed = state.proposals.get(card.proposal ?? "")?.made.candidates ?? [];
  return [
    roleOf(state, card.node),
    shownValue(state, card),
    ...gradientsOf(state, card).map(({ text }) => text),
    ...runningCalls(state, card).map(readable),
    ...proposed.map(({ text }) => text),
    failure ? `${failure.message}\n${failure.hint}` : "",
  ];
}

/** Keys of the cards that hold `query`, in reading order. */
export function search(state: State, query: string): readonly string[] {
  const wanted = pattern(query);
  if (!wanted) return [];
  const found = [...state.cards.values()].filter((card) =>
    texts(state, card).some((text) => wanted.test(text)),
  );
  return found.map(({ key }) => key);
}

/** Characters that are shown before what was found. */
const BEFORE = 40;
const AFTER = 280;

/** A passage of a text: what was found, and what stands around it. */
export interface Passage {
  readonly before: string;
  readonly match: string;
  readonly after: string;
}

/** Where a card holds `query`; undefined where it does not, or its role does. */
export function passage(state: State, key: string, query: string): Passage | undefined {
  const [wanted, card] = [pattern(query), state.cards.get(key)];
  if (!wanted || !card) return undefined;
  const [role = "", ...rest] = texts(state, card);
  if (wanted.test(role)) return undefined;
  for (const text of rest) {
    const found = wanted.exec(text);
    if (!found) continue;
    const [match] = found;
    const from = Math.max(0, found.index - BEFORE);
    const end = found.index + match.length;
    const before = `${from > 0 ? "…" : ""}${text.slice(from, found.index)}`;
    return { before, match, after: text.slice(end, end + AFTER) };
  }
  return undefined;
}
