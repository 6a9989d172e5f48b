/** What cards are made from, along edges and chips alike. */

import type { Card, State } from "./state.ts";

export type Graph = Pick<State, "cards" | "nodes">;

/** The card of a node as the cards of a lane know it: in that lane, else in the last one before. */
export function cardIn({ cards }: Graph, node: string, lane: number): Card | undefined {
  for (let at = lane; at >= 0; at--) {
    const card = cards.get(`${node}@${at}`);
    if (card) return card;
  }
  return undefined;
}

/** What a card is made from. */
export function parents(graph: Graph, card: Card): readonly Card[] {
  const along = card.from.flatMap((key) => graph.cards.get(key) ?? []);
  const inside = card.chips.flatMap((node) => cardIn(graph, node, card.lane) ?? []);
  return [...along, ...inside];
}
