/** Reads where the person looks, lets them drag, and follows the action until they do. */

import { type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { Box } from "./scene.ts";
import { reveal, ZOOM } from "./viewport.ts";

/** Pixels beyond which following jumps: a long glide would show nothing but speed. */
const LEAP = 1500;
const NOWHERE: Box = { left: 0, top: 0, right: 0, bottom: 0 };

function calm(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}

const read = (el: HTMLElement): Box => ({
  left: el.scrollLeft,
  top: el.scrollTop,
  right: el.scrollLeft + el.clientWidth,
  bottom: el.scrollTop + el.clientHeight,
});

/** Drag on the ground moves the picture. Returns how to stop. */
function drag(el: HTMLElement, moved: Signal<boolean>): () => void {
  let from: { x: number; y: number } | null = null;
  const down = (event: PointerEvent) => {
    const onCard = (event.target as Element).closest(".tgw-card") !== null;
    if (event.pointerType !== "mouse" || event.button !== 0 || onCard) return;
    from = { x: event.clientX + el.scrollLeft, y: event.clientY + el.scrollTop };
    el.setPointerCapture(event.pointerId);
    el.dataset["dragging"] = "true";
  };
  const move = (event: PointerEvent) => {
    if (from === null) return;
    moved.value = true;
    el.scrollTo({ left: from.x - event.clientX, top: from.y - event.clientY, behavior: "instant" });
  };
  const up = () => {
    from = null;
    delete el.dataset["dragging"];
  };
  el.addEventListener("pointerdown", down);
  el.addEventListener("pointermove", move);
  el.addEventListener("pointerup", up);
  el.addEventListener("pointercancel", up);
  return () => {
    el.removeEventListener("pointerdown", down);
    el.removeEventListener("pointermove", move);
    el.removeEventListener("pointerup", up);
    el.removeEventListener("pointercancel", up);
  };
}

export function useScrolling(ref: RefObject<HTMLElement | null>, zoom: Signal<number>) {
  const seen = useSignal<Box>(NOWHERE);
  const moved = useSignal(false);

  useLayoutEffect(() => {
    const el = ref.current;
    if (el === null) return undefined;
    const look = () => {
      seen.value = read(el);
    };
    const scroll = (event: WheelEvent) => {
      moved.value = true;
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const next = zoom.value * Math.exp(-event.deltaY / 300);
      zoom.value = Math.min(ZOOM.max, Math.max(ZOOM.min, next));
    };
    const touch = () => {
      moved.value = true;
    };
    el.addEventListener("scroll", look, { passive: true });
    el.addEventListener("wheel", scroll, { passive: false });
    el.addEventListener("touchmove", touch, { passive: true });
    const undrag = drag(el, moved);
    const observer = typeof ResizeObserver === "function" ? new ResizeObserver(look) : null;
    observer?.observe(el);
    look();
    return () => {
      el.removeEventListener("scroll", look);
      el.removeEventListener("wheel", scroll);
      el.removeEventListener("touchmove", touch);
      undrag();
      observer?.disconnect();
    };
  }, [ref, seen, moved, zoom]);

  /** Bring a box into sight; at once where somebody waits for it. */
  const look = (box: Box, atOnce = false) => {
    const el = ref.current;
    if (el === null || typeof el.scrollTo !== "function") return;
    const now = read(el);
    const to = reveal(box, now, zoom.value);
    const far = Math.abs(to.top - now.top) + Math.abs(to.left - now.left) > LEAP;
    el.scrollTo({ ...to, behavior: atOnce || far || calm() ? "instant" : "smooth" });
  };
  return { seen, moved, look };
}
