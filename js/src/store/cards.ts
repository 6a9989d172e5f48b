/** Which cards stand where. A card is a node in a lane; a lane is a step of the optimizer. */

import type { NodeAdded, StepCommitted } from "../protocol.ts";
import type { Draft } from "./draft.ts";
import { beside, occupy } from "./place.ts";
import type { Card, Lane, NodeState } from "./state.ts";

const key = (node: string, lane: number) => `${node}@${lane}`;

/** The index of the lane that grows now; a committed lane never does. */
function openLane(draft: Draft): number {
  const lanes = draft.now.lanes;
  const last = lanes.at(-1);
  if (last && !last.committed) return lanes.length - 1;
  const step = (last?.step ?? 0) + 1;
  const lane: Lane = { step, cards: [], columns: [], begun: false, committed: false };
  const place = lanes.length;
  draft.at("lanes", place, lane);
  return place;
}

/** Put a card for `node` into a lane, beside the cards it is made from. */
function place(
  draft: Draft,
  node: string,
  lane: number,
  depth: number,
  from: Card[],
  chips: string[],
): Card {
  const strip = draft.at("lanes", lane);
  const spot = beside(strip.columns, from);
  const { column, y } = spot;
  const card: Card = {
    key: key(node, lane),
    node,
    lane,
    column,
    y,
    depth,
    from: from.map((parent) => parent.key),
    chips,
    used: false,
    carried: draft.now.cardOf.has(node),
    past: null,
    calls: [],
    drawn: false,
    gradients: [],
    criticised: [],
    failure: null,
    proposal: null,
  };
  const columns = draft.open(strip.columns);
  columns[column] = draft.open(columns[column] ?? []);
  occupy(columns as number[][], spot);
  const cards = draft.open(strip.cards);
  cards.push(card.key);
  strip.columns = columns;
  strip.cards = cards;
  if (!card.carried) strip.begun = true;
  draft.cards.put(card.key, card);
  draft.cardOf.put(node, card.key);
  return card;
}

/** A parameter of an earlier lane, again, with its newer value. */
function carry(draft: Draft, node: NodeState, lane: number): Card {
  const before = draft.now.cards.get(draft.now.cardOf.get(node.node) ?? "");
  if (before && !before.past) {
    draft.cards.patch(before.key, { past: { value: node.value, picture: node.picture } });
  }
  return place(draft, node.node, lane, 0, [], []);
}

/** Place a new node: an edge from each input used for the first time in this lane, else a chip. */
export function addCard(draft: Draft, event: NodeAdded): void {
  const lane = openLane(draft);
  const from: Card[] = [];
  const chips: string[] = [];
  let depth = 0;
  for (const input of new Set(event.inputs)) {
    const node = draft.now.nodes.get(input);
    let card = draft.now.cards.get(draft.now.cardOf.get(input) ?? "");
    if (!node || !card) continue;
    if (card.lane !== lane && node.parameter) card = carry(draft, node, lane);
    if (card.lane === lane) depth = Math.max(depth, card.depth + 1);
    if (card.lane !== lane || card.used) {
      chips.push(input);
    } else {
      from.push(card);
      const parent = draft.cards.edit(card.key);
      if (parent) parent.used = true;
    }
  }
  const card = place(draft, event.node, lane, depth, from, chips);
  draft.now.active = card.key;
}

/** End the lane. What changed stands in the next one, with its new value; here it keeps the old. */
export function commitLane(draft: Draft, event: StepCommitted): void {
  const lane = draft.now.lanes.length - 1;
  if (lane >= 0) {
    const ends = draft.at("lanes", lane);
    ends.committed = true;
    ends.begun = true;
    ends.step = event.step;
  }
  for (const change of event.changes) {
    const node = draft.now.nodes.get(change.node);
    if (!node) continue;
    const before = draft.now.cardOf.get(change.node);
    if (before !== undefined) {
      draft.cards.patch(before, { past: { value: change.old, picture: node.picture } });
    }
    draft.nodes.patch(change.node, { value: change.new, ready: true });
    draft.now.active = carry(draft, node, openLane(draft)).key;
  }
}
