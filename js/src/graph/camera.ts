/** Where a view looks: how close, at what part, and whether it follows the action. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { onDrag } from "./dragging.ts";
import { onPinch } from "./pinching.ts";
import type { Box, Scene } from "./scene.ts";
import { clamped, fitting, reveal, WHEEL, ZOOM } from "./viewport.ts";

/** Pixels beyond which following jumps: a long glide would show nothing but speed. */
const LEAP = 1500;
/** Milliseconds without a zoom after which it has come to rest. */
const REST = 250;
const NOWHERE: Box = { left: 0, top: 0, right: 0, bottom: 0 };
/** Keys by which the browser scrolls. */
const SCROLLING = new Set(["PageUp", "PageDown", "Home", "End", " "]);

/** A point of the box that scrolls, in pixels on screen from its top left. */
interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Camera {
  readonly zoom: ReadonlySignal<number>;
  /** What is seen, in pixels on screen from the top left of the whole picture. */
  readonly seen: ReadonlySignal<Box>;
  /** On until the person moves. */
  readonly following: Signal<boolean>;
  /** Whether the picture is being dragged. */
  readonly held: ReadonlySignal<boolean>;
  /** Watch the box that scrolls; returns how to stop. */
  readonly attach: (el: HTMLElement) => () => void;
  /** Bring a place into sight: at once, or gliding. */
  readonly look: (box: Box, atOnce?: boolean) => void;
  /** Scroll so that what is at `(left, top)` of the picture, at zoom 1, is at the top left. */
  readonly move: (left: number, top: number) => void;
  /** Go so much closer, around a point that stays where it is; else around the middle. */
  readonly closer: (factor: number, at?: Point) => void;
  readonly fit: (scene: Scene) => void;
  /** Follow the action again, at full size. */
  readonly follow: () => void;
}

export function calm(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}

const read = (el: HTMLElement): Box => ({
  left: el.scrollLeft,
  top: el.scrollTop,
  right: el.scrollLeft + el.clientWidth,
  bottom: el.scrollTop + el.clientHeight,
});

export function createCamera(): Camera {
  const zoom = signal(1);
  const seen = signal<Box>(NOWHERE);
  const following = signal(true);
  const held = signal(false);
  let el: HTMLElement | null = null;

  const scrollTo = (left: number, top: number, behavior: ScrollBehavior = "instant") => {
    if (typeof el?.scrollTo === "function") el.scrollTo({ left, top, behavior });
  };
  const refresh = () => {
    if (el !== null) seen.value = read(el);
  };

  /** While it is zoomed the browser need not draw every card anew. */
  let rest: ReturnType<typeof setTimeout> | undefined;
  const zooming = (box: HTMLElement) => {
    box.dataset["zooming"] = "";
    clearTimeout(rest);
    rest = setTimeout(() => delete box.dataset["zooming"], REST);
  };

  const closer = (factor: number, at?: Point) => {
    if (el === null) return;
    const { x, y } = at ?? { x: el.clientWidth / 2, y: el.clientHeight / 2 };
    const next = clamped(zoom.value * factor);
    const [left, top] = [
      ((el.scrollLeft + x) / zoom.value) * next - x,
      ((el.scrollTop + y) / zoom.value) * next - y,
    ];
    following.value = false;
    zooming(el);
    // The picture takes its new size at once: else it could not be scrolled beyond the old edge.
    zoom.value = next;
    scrollTo(left, top);
    refresh();
  };

  const attach = (box: HTMLElement) => {
    el = box;
    const stop = new AbortController();
    const { signal } = stop;
    const leave = () => {
      following.value = false;
    };
    const wheel = (event: WheelEvent) => {
      leave();
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const place = box.getBoundingClientRect();
      const at = { x: event.clientX - place.left, y: event.clientY - place.top };
      closer(Math.exp(-event.deltaY / WHEEL), at);
    };
    const press = (event: PointerEvent) => {
      // The bars of the box itself.
      const { offsetX, offsetY, target } = event;
      if (target === box && (offsetX > box.clientWidth || offsetY > box.clientHeight)) leave();
    };
    box.addEventListener("scroll", refresh, { passive: true, signal });
    box.addEventListener("wheel", wheel, { passive: false, signal });
    box.addEventListener("pointerdown", press, { signal });
    box.addEventListener("keydown", ({ key }) => SCROLLING.has(key) && leave(), { signal });
    onDrag(box, signal, (dx, dy) => {
      held.value = dx !== null;
      if (dx === null) return;
      leave();
      scrollTo(box.scrollLeft - dx, box.scrollTop - dy);
    });
    onPinch(box, signal, leave, closer);
    const observer = typeof ResizeObserver === "function" ? new ResizeObserver(refresh) : null;
    observer?.observe(box);
    refresh();
    return () => {
      stop.abort();
      clearTimeout(rest);
      observer?.disconnect();
      el = null;
    };
  };

  return {
    zoom,
    seen,
    following,
    held,
    attach,
    closer,
    look(box, atOnce = false) {
      if (el === null) return;
      const now = read(el);
      const to = reveal(box, now, zoom.value);
      const far = Math.abs(to.top - now.top) + Math.abs(to.left - now.left) > LEAP;
      scrollTo(to.left, to.top, atOnce || far || calm() ? "instant" : "smooth");
      refresh();
    },
    move(left, top) {
      scrollTo(left * zoom.value, top * zoom.value);
      refresh();
    },
    fit(scene) {
      if (el === null) return;
      const next = fitting(scene, el.clientWidth, el.clientHeight);
      following.value = false;
      zoom.value = next;
      scrollTo(0, 0);
      refresh();
    },
    follow() {
      zoom.value = ZOOM.read;
      following.value = true;
    },
  };
}
