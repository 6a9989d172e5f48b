/** How a batch or a step stands, in counts. */

import { wordOf } from "../store/face.ts";
import { type Status, statusOf } from "../store/status.ts";
import type { State } from "../store.ts";

/** What a person must know of first comes first. */
const ORDER =
  "asking failed running retrying waiting done cached accepted edited rejected skipped cancelled".split(
    " ",
  );

export interface Count {
  readonly status: Status;
  readonly word: string;
  readonly count: number;
}

/** How many of these cards stand alike, the most urgent first. */
export function tally(state: State, keys: readonly string[]): readonly Count[] {
  const counts = new Map<string, Count>();
  for (const key of keys) {
    const card = state.cards.get(key);
    if (!card) continue;
    const [status, word] = [statusOf(state, card), wordOf(state, card)];
    counts.set(word, { status, word, count: (counts.get(word)?.count ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
}
