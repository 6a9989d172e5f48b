/** What is drawn: a pure function of what happened and of what this view wants to see. */

import { beside, CARD, LANE_GAP, LANE_HEAD, left, occupy, type Spot } from "../store/place.ts";
import type { Card, Lane, State } from "../store/state.ts";

/** Room around the picture, in pixels at zoom 1. */
export const PAD = 20;

/** Pixels at zoom 1, from the picture's top left. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** What a view wants of its picture; all by the keys of cards. */
export interface Wishes {
  /** Where cards stand since they were tidied; others stand where they were put. */
  readonly tidied: ReadonlyMap<string, Spot>;
  /** Cards that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  /** Groups that are drawn as one card, where the first of them stands: its key → all of them. */
  readonly folded: ReadonlyMap<string, readonly string[]>;
}

/** `to` is made from `from`; `back` tells that its criticism came back along it. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly back: boolean;
}

/** A lane as it is drawn: from its first row to the end of its last. */
export interface Strip {
  readonly lane: Lane;
  readonly top: number;
  readonly bottom: number;
}

export interface Scene {
  /** Where each card that is drawn stands, in the order they came. */
  readonly boxes: ReadonlyMap<string, Box>;
  /** The cards that a drawn card stands for, where it is more than itself. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** The drawn card in which a card is found: itself, or its group's. */
  readonly drawnAs: ReadonlyMap<string, string>;
  readonly edges: readonly Edge[];
  readonly strips: readonly Strip[];
  readonly width: number;
  readonly height: number;
}

type Drawn = Pick<Scene, "drawnAs" | "groups">;

/** Where the cards of one lane stand, if not where they were put; what came after a tidy takes the
 * places that are free. */
function spots(cards: readonly Card[], tidied: Wishes["tidied"]): ReadonlyMap<string, Spot> | null {
  const found = new Map<string, Spot>();
  const columns: number[][] = [];
  const put = (key: string, spot: Spot) => {
    occupy(columns, spot);
    found.set(key, spot);
  };
  for (const { key } of cards) {
    const spot = tidied.get(key);
    if (spot) put(key, spot);
  }
  if (!found.size) return null;
  for (const card of cards) {
    if (found.has(card.key)) continue;
    const parents = card.from.flatMap((key) => found.get(key) ?? []);
    put(card.key, beside(columns, parents));
  }
  return found;
}

/** Whom each card is drawn as, and the groups that are left of `folded` without what is hidden. */
function gathered(cards: State["cards"], { hidden, folded }: Wishes) {
  const drawnAs = new Map<string, string>();
  const groups = new Map<string, readonly string[]>();
  for (const keys of folded.values()) {
    const members = keys.filter((key) => cards.has(key) && !hidden.has(key));
    const [first] = members;
    if (first === undefined) continue;
    if (members.length > 1) groups.set(first, members);
    for (const key of members) drawnAs.set(key, first);
  }
  for (const key of cards.keys()) {
    if (!hidden.has(key) && !drawnAs.has(key)) drawnAs.set(key, key);
  }
  return { drawnAs, groups };
}

function edgesOf(cards: State["cards"], { drawnAs, groups }: Drawn): readonly Edge[] {
  const edges = new Map<string | number, Edge>();
  for (const card of cards.values()) {
    const to = drawnAs.get(card.key);
    if (to === undefined) continue;
    for (const key of card.from) {
      const from = drawnAs.get(key);
      if (from === undefined || from === to) continue;
      // Where every card is drawn as itself, no two are one.
      const name = groups.size ? `${from}>${to}` : edges.size;
      const back = cards.get(key)?.criticised.includes(card.key) === true;
      edges.set(name, { from, to, back: back || edges.get(name)?.back === true });
    }
  }
  return [...edges.values()];
}

function sameBox(a: Box | undefined, b: Box): a is Box {
  return a?.left === b.left && a.top === b.top;
}

/**
 * The picture of these cards. Without wishes, nothing in it ever moves as cards are added. A box
 * that stands where it did in `before` is the same object.
 */
export function sceneOf(
  { cards, lanes }: Pick<State, "cards" | "lanes">,
  wishes: Wishes,
  before?: Scene,
): Scene {
  const { drawnAs, groups } = gathered(cards, wishes);
  const boxes = new Map<string, Box>();
  const strips: Strip[] = [];
  let top = PAD + LANE_HEAD;
  let width: number = CARD.width;
  for (const lane of lanes) {
    const within = lane.cards.flatMap((key) => cards.get(key) ?? []);
    // A step of which nothing is drawn takes no room.
    if (!within.some(({ key }) => drawnAs.has(key))) continue;
    const places = spots(within, wishes.tidied);
    let bottom = top + CARD.height;
    for (const card of within) {
      const { key } = card;
      const spot = places ? places.get(key) : card;
      if (drawnAs.get(key) !== key || !spot) continue;
      const [x, y] = [PAD + left(spot.column), top + spot.y];
      const there = { left: x, top: y, right: x + CARD.width, bottom: y + CARD.height };
      const known = before?.boxes.get(key);
      const box = sameBox(known, there) ? known : there;
      boxes.set(key, box);
      bottom = Math.max(bottom, box.bottom);
      width = Math.max(width, box.right);
    }
    strips.push({ lane, top, bottom });
    top = bottom + LANE_GAP + LANE_HEAD;
  }
  const height = (strips.at(-1)?.bottom ?? 0) + PAD;
  const edges = edgesOf(cards, { drawnAs, groups });
  return { boxes, groups, drawnAs, edges, strips, width: width + PAD, height };
}
