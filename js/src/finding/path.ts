/** What belongs together: the cards between two others, or all that one is made from and in. */

import { type Graph, parents } from "../store/lineage.ts";
import type { Card } from "../store/state.ts";

/** Show only what lies between two cards; with one of them, all that leads to it and on from it. */
export interface Filter {
  readonly card: string;
  readonly other: string | null;
}

/** A card and all it was made from. */
function before(graph: Graph, card: Card): Set<string> {
  const seen = new Set([card.key]);
  const stack = [card];
  for (let next = stack.pop(); next; next = stack.pop()) {
    for (const parent of parents(graph, next)) {
      if (seen.has(parent.key)) continue;
      seen.add(parent.key);
      stack.push(parent);
    }
  }
  return seen;
}

/** A card and all that was made from it. A card comes after what it is made from. */
function after(graph: Graph, card: Card): Set<string> {
  const seen = new Set([card.key]);
  for (const other of graph.cards.values()) {
    if (parents(graph, other).some(({ key }) => seen.has(key))) seen.add(other.key);
  }
  return seen;
}

/** The cards that a filter shows; undefined where one of its ends is not there. */
export function kept(graph: Graph, filter: Filter): ReadonlySet<string> | undefined {
  const card = graph.cards.get(filter.card);
  if (!card) return undefined;
  if (filter.other === null) return new Set([...before(graph, card), ...after(graph, card)]);
  const other = graph.cards.get(filter.other);
  if (!other) return undefined;
  const [earlier, later] = [before(graph, other), after(graph, card)];
  const path = new Set([...earlier].filter((key) => later.has(key)));
  return path.size ? path : kept(graph, { card: other.key, other: card.key });
}

/** Where paths end: at losses, and at what nothing else is made from. */
function isEnd(graph: Graph, card: Card, used: ReadonlySet<string>): boolean {
  return graph.nodes.get(card.node)?.kind === "loss" || !used.has(card.key);
}

/** The losses that a parameter leads to, or the parameters that lead to another card. */
export function farEnds(graph: Graph, key: string): readonly Card[] {
  const card = graph.cards.get(key);
  if (!card) return [];
  const isParameter = (one: Card) => graph.nodes.get(one.node)?.parameter === true;
  if (!isParameter(card)) {
    const all = [...before(graph, card)].flatMap((one) => graph.cards.get(one) ?? []);
    return all.filter((one) => one !== card && isParameter(one)).reverse();
  }
  const all = [...after(graph, card)].flatMap((one) => graph.cards.get(one) ?? []);
  const used = new Set(all.flatMap((one) => parents(graph, one).map((parent) => parent.key)));
  return all.filter((one) => one !== card && isEnd(graph, one, used));
}
