/** From card to card by arrow: along an edge where one leads there, else to the nearest. */

import type { Card, State } from "../store/state.ts";
import { type Box, boxOf } from "./viewport.ts";

export type Way = "left" | "right" | "up" | "down";

const WAYS: Readonly<Record<string, Way>> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** Where an arrow key leads, if it is one and alone. */
export function wayOf(event: KeyboardEvent): Way | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
  return WAYS[event.key];
}

const middle = (box: Box) => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });

/** How far a card is in one direction, aside counting double; undefined where it is not there. */
function distance(from: Box, to: Box, way: Way): number | undefined {
  const [a, b] = [middle(from), middle(to)];
  const across = way === "left" || way === "right";
  const sign = way === "right" || way === "down" ? 1 : -1;
  const ahead = sign * (across ? b.x - a.x : b.y - a.y);
  const aside = Math.abs(across ? b.y - a.y : b.x - a.x);
  return ahead > 0 ? ahead + 2 * aside : undefined;
}

/** Whether an edge leads from one card to the other in that direction. */
function joined(card: Card, other: Card, way: Way): boolean {
  if (way === "right") return other.from.includes(card.key);
  return way === "left" && card.from.includes(other.key);
}

/** The card that an arrow leads to from the one named `key`, if any. */
export function neighbour(
  state: Pick<State, "cards" | "lanes">,
  key: string,
  way: Way,
): Card | undefined {
  const card = state.cards.get(key);
  if (card === undefined) return undefined;
  const here = boxOf(state, card);
  let best: { card: Card; far: number; edge: boolean } | undefined;
  for (const other of state.cards.values()) {
    // Sideways one stays in the step.
    if ((way === "left" || way === "right") && other.lane !== card.lane) continue;
    const far = distance(here, boxOf(state, other), way);
    if (far === undefined) continue;
    const edge = joined(card, other, way);
    if (best === undefined || (edge === best.edge ? far < best.far : edge)) {
      best = { card: other, far, edge };
    }
  }
  return best?.card;
}
