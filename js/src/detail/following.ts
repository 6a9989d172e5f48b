/** A box that stays at the end of a growing text, until the person scrolls up to read. */

import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/** Pixels from the end within which the person counts as being there. */
const NEAR = 24;

export interface Following {
  readonly follows: Signal<boolean>;
  /** Go to the end, and stay there. */
  readonly newest: () => void;
}

export function useFollowing(
  box: RefObject<HTMLElement | null>,
  text: ReadonlySignal<string>,
): Following {
  const follows = useSignal(true);
  const newest = () => {
    const el = box.current;
    follows.value = true;
    el?.scrollTo?.({ top: el.scrollHeight, behavior: "instant" });
  };
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return undefined;
    let top = el.scrollTop;
    const scrolled = () => {
      const end = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR;
      // Only who moves up leaves the end; text that grows meanwhile moves nobody.
      if (end || el.scrollTop < top) follows.value = end;
      top = el.scrollTop;
    };
    el.addEventListener("scroll", scrolled, { passive: true });
    const stop = text.subscribe(() => {
      if (follows.peek()) queueMicrotask(newest);
    });
    return () => {
      stop();
      el.removeEventListener("scroll", scrolled);
    };
  }, [text]);
  return { follows, newest };
}
