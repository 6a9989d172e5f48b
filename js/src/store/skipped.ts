/** What was left out: by the end of the run, by a backward pass, or by a step. */

import { type Graph, parents } from "./lineage.ts";
import type { Card, State } from "./state.ts";

/** Ids of the variables that are parameters, or are made from some. */
function reaching(nodes: State["nodes"]): ReadonlySet<string> {
  const found = new Set<string>();
  // A variable comes after what it is made from.
  for (const { node, parameter, inputs } of nodes.values()) {
    if (parameter || inputs.some((input) => found.has(input))) found.add(node);
  }
  return found;
}

/** Keys of the cards that criticism passed by, though what was made from them was criticised. */
function passedBy(graph: Graph): ReadonlySet<string> {
  const { cards, nodes } = graph;
  const found = new Set<string>();
  const wanted = reaching(nodes);
  // In most runs all that is made leads to a parameter.
  const aside = [...nodes.values()].some(({ node, op }) => op !== "" && !wanted.has(node));
  if (!aside) return found;
  const critics = new Set([...cards.values()].flatMap((card) => card.criticised));
  const stack = [...critics].flatMap((key) => cards.get(key) ?? []);
  for (let card = stack.pop(); card; card = stack.pop()) {
    for (const parent of parents(graph, card)) {
      const { key, node, gradients } = parent;
      if (found.has(key) || gradients.length || wanted.has(node)) continue;
      // What the program wrote is not expected to be criticised.
      if (nodes.get(node)?.op === "") continue;
      found.add(key);
      stack.push(parent);
    }
  }
  return found;
}

const known = new WeakMap<State["cards"], { nodes: State["nodes"]; keys: ReadonlySet<string> }>();

/** The same, found once for each state of the graph. */
function passed({ cards, nodes }: Graph): ReadonlySet<string> {
  const before = known.get(cards);
  if (before?.nodes === nodes) return before.keys;
  const keys = passedBy({ cards, nodes });
  known.set(cards, { nodes, keys });
  return keys;
}

/** Why a card was left out, in a person's words; empty where it was not. */
export function whySkipped(state: State, card: Card): string {
  const node = state.nodes.get(card.node);
  if (node?.ready === false) {
    return state.ended && !card.calls.length ? "the run ended first" : "";
  }
  const idle = !card.gradients.length && card.proposal === null;
  if (node?.parameter && idle && state.lanes[card.lane]?.committed) return "no gradient";
  return passed(state).has(card.key) ? "leads to no parameter" : "";
}
