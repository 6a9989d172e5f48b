/** Cards that go to their new places, all at once and gently. */

import type { Spot } from "../store/place.ts";

/** Milliseconds that a glide takes. */
export const GLIDE = 320;

type Places = ReadonlyMap<string, Spot>;

/** The places between, where `part` is 0 at the beginning and 1 at the end. */
export function blend(from: Places, to: Places, part: number): Places {
  if (part >= 1) return to;
  const between = new Map<string, Spot>();
  for (const [key, end] of to) {
    const start = from.get(key) ?? end;
    const column = start.column + (end.column - start.column) * part;
    between.set(key, { column, y: start.y + (end.y - start.y) * part });
  }
  return between;
}

/** Call `step` in every frame with how far it has come; returns how to stop where it is. */
export function glide(step: (part: number) => void): () => void {
  const begun = performance.now();
  let frame = 0;
  const go = () => {
    const time = Math.min(1, (performance.now() - begun) / GLIDE);
    step(1 - (1 - time) ** 3);
    if (time < 1) frame = requestAnimationFrame(go);
  };
  frame = requestAnimationFrame(go);
  return () => cancelAnimationFrame(frame);
}
