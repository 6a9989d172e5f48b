/** From card to card by arrow: along an edge where one leads there, else to the nearest. */

import type { Box, Scene } from "./scene.ts";

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

/** The card that an arrow leads to from the one named `key`, if any. */
export function neighbour(scene: Scene, key: string, way: Way): string | undefined {
  const here = scene.boxes.get(key);
  if (!here) return undefined;
  const joined = new Set<string>();
  for (const { from, to } of scene.edges) {
    if (way === "right" && from === key) joined.add(to);
    if (way === "left" && to === key) joined.add(from);
  }
  const strip = scene.strips.find(({ top, bottom }) => top <= here.top && here.top <= bottom);
  let best: { key: string; far: number; edge: boolean } | undefined;
  for (const [other, box] of scene.boxes) {
    // Sideways one stays in the step.
    const within = strip !== undefined && strip.top <= box.top && box.top <= strip.bottom;
    if ((way === "left" || way === "right") && !within) continue;
    const far = distance(here, box, way);
    if (far === undefined) continue;
    const edge = joined.has(other);
    if (!best || (edge === best.edge ? far < best.far : edge)) {
      best = { key: other, far, edge };
    }
  }
  return best?.key;
}
