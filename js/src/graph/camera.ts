/** Where a view looks: how close, at what part, and whether it follows the action. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { watchSize } from "../size.ts";
import { onDrag } from "./dragging.ts";
import { onPinch } from "./pinching.ts";
import type { Box, Scene } from "./scene.ts";
import { clamped, fitting, reveal, WHEEL, ZOOM } from "./viewport.ts";
import { approached, type Look, type Point, Zooming } from "./zooming.ts";

/** Pixels beyond which following jumps: a long glide would show nothing but speed. */
const LEAP = 1500;
const NOWHERE: Box = { left: 0, top: 0, right: 0, bottom: 0 };
/** Keys by which the browser scrolls. */
const SCROLLING = new Set(["PageUp", "PageDown", "Home", "End", " "]);

type Size = Pick<Scene, "width" | "height">;

export interface Camera {
  readonly zoom: ReadonlySignal<number>;
  /** What is seen, in pixels on screen from the top left of the whole picture. */
  readonly seen: ReadonlySignal<Box>;
  /** On until the person moves. */
  readonly following: Signal<boolean>;
  /** Whether the picture is being dragged. */
  readonly held: ReadonlySignal<boolean>;
  /** Watch the box that scrolls over a picture; returns how to stop. */
  readonly attach: (el: HTMLElement, picture: () => Size) => () => void;
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
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
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
  let whole: () => Size = () => ({ width: 0, height: 0 });
  let zooming: Zooming | null = null;

  const scrollTo = (left: number, top: number, behavior: ScrollBehavior = "instant") => {
    el?.scrollTo?.({ left, top, behavior });
  };
  const refresh = () => {
    if (el) seen.value = read(el);
  };

  const draw = ({ zoom: next, left, top }: Look) => {
    // The picture takes its new size at once: else it could not be scrolled beyond the old edge.
    zoom.value = next;
    scrollTo(left, top);
    refresh();
  };
  const closer = (factor: number, at?: Point, goesOn = false) => {
    if (!el || !zooming) return;
    following.value = false;
    const from = { zoom: zoom.value, left: el.scrollLeft, top: el.scrollTop };
    const start = zooming.ahead ?? from;
    const now = read(el);
    const middle = { x: el.clientWidth / 2, y: el.clientHeight / 2 };
    const next = clamped(start.zoom * factor);
    zooming.go(approached(start, next, at ?? middle, whole(), now), from);
    if (!goesOn) zooming.settle();
  };

  const attach = (box: HTMLElement, picture: () => Size) => {
    el = box;
    whole = picture;
    zooming = new Zooming(box, draw);
    const stop = new AbortController();
    const { signal } = stop;
    const leave = () => {
      following.value = false;
    };
    const wheel = (event: WheelEvent) => {
      leave();
      if (!event.ctrlKey && !event.metaKey) return zooming?.settle();
      event.preventDefault();
      const place = box.getBoundingClientRect();
      const at = { x: event.clientX - place.left, y: event.clientY - place.top };
      closer(Math.exp(-event.deltaY / WHEEL), at, true);
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
      zooming?.settle();
      scrollTo(box.scrollLeft - dx, box.scrollTop - dy);
    });
    onPinch(box, signal, leave, (factor, at) => closer(factor, at, true));
    const unwatch = watchSize(box, refresh);
    return () => {
      stop.abort();
      zooming?.stop();
      unwatch();
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
      if (!el) return;
      zooming?.settle();
      const now = read(el);
      const to = reveal(box, now, zoom.value);
      const far = Math.abs(to.top - now.top) + Math.abs(to.left - now.left) > LEAP;
      scrollTo(to.left, to.top, atOnce || far || calm() ? "instant" : "smooth");
      refresh();
    },
    move(left, top) {
      zooming?.settle();
      scrollTo(left * zoom.value, top * zoom.value);
      refresh();
    },
    fit(scene) {
      if (!el) return;
      zooming?.settle();
      const next = fitting(scene, el.clientWidth, el.clientHeight);
      following.value = false;
      zoom.value = next;
      scrollTo(0, 0);
      refresh();
    },
    follow() {
      zooming?.settle();
      zoom.value = ZOOM.read;
      following.value = true;
    },
  };
}
