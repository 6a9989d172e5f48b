/** Which cards hold a text: in their role, their value, their gradients, or what is said of them. */

import type { Card, State } from "../store/state.ts";
import {
  gradientsOf,
  readable,
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

/** The texts that a card stands for. */
function texts(state: State, card: Card): readonly string[] {
  const failure = standingFailure(state, card);
  const proposed = state.proposals.get(card.proposal ?? "")?.made.candidates ?? [];
  return [
    state.nodes.get(card.node)?.role ?? "",
    shownValue(state, card),
    ...gradientsOf(state, card).map(({ text }) => text),
    ...runningCalls(state, card).map(readable),
    ...proposed.map(({ text }) => text),
    failure === undefined ? "" : `${failure.message}\n${failure.hint}`,
  ];
}

/** Keys of the cards that hold `query`, in reading order. */
export function search(state: State, query: string): readonly string[] {
  const wanted = pattern(query);
  if (wanted === undefined) return [];
  const found = [...state.cards.values()].filter((card) =>
    texts(state, card).some((text) => wanted.test(text)),
  );
  return found.map(({ key }) => key);
}
