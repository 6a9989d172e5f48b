/** The first frame of a run that is there already holds its picture; all else comes after it. */

import { signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import type { State } from "./store.ts";
import type { View } from "./view.ts";

/** Milliseconds until the rest comes even where the browser paints no frames. */
const UNPAINTED = 500;

/** Whether all is drawn from the beginning: where there is nothing to see yet, or no canvas. */
export function createWhole({ cards }: State): View["whole"] {
  return signal(cards.size === 0 || typeof Path2D === "undefined");
}

/** Have the rest drawn once the picture has been painted. */
export function useWhole({ whole }: View): boolean {
  useLayoutEffect(() => {
    if (whole.peek()) return undefined;
    const rest = () => {
      whole.value = true;
    };
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(rest);
    });
    const unpainted = setTimeout(rest, UNPAINTED);
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(unpainted);
    };
  }, [whole]);
  return whole.value;
}
