/** What several cards are called, so that one knows which is meant. */

import type { Card, State } from "../store/state.ts";
import { roleOf } from "../store/status.ts";

/** The roles of cards; what is called alike is numbered. */
export function names({ nodes }: Pick<State, "nodes">, cards: readonly Card[]): readonly string[] {
  const roles = cards.map(({ node }) => roleOf({ nodes }, node));
  const counts = new Map<string, number>();
  return roles.map((role) => {
    const count = (counts.get(role) ?? 0) + 1;
    counts.set(role, count);
    return roles.indexOf(role) === roles.lastIndexOf(role) ? role : `${role} ${count}`;
  });
}
