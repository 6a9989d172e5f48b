/** Which part of the picture is looked at. The browser scrolls; this only reckons. */

import { type Box, PAD, type Scene } from "./scene.ts";

/**
 * At `read` a card's text is read with ease; a tall picture is not made smaller than `tall` to
 * fit; `factor` is one press of a button.
 */
export const ZOOM = { min: 0.05, tall: 0.15, max: 1.6, read: 1, factor: 1.25 } as const;
/** How much of a wheel's turn makes the picture e times as large. */
export const WHEEL = 300;
/** Below this zoom cards are drawn as blocks. */
export const FAR = 0.55;
/** Below this one the names of steps have no room above them. */
export const TINY = 0.4;
/** Up to this many cards all are kept in the page. */
export const KEEP_ALL = 40;
/** Pixels on screen that are kept ready on each side, and the steps in which they move. */
const READY = 120;
const STEP = 120;

export const clamped = (zoom: number) => Math.min(ZOOM.max, Math.max(ZOOM.min, zoom));

/** A box as CSS. */
export function placed({ left, top, right, bottom }: Box): string {
  return `left:${left}px;top:${top}px;width:${right - left}px;height:${bottom - top}px`;
}

/** The part worth drawing: what is seen and some more, in steps so that it changes rarely. */
export function drawn(seen: Box): Box {
  const down = (n: number) => Math.max(0, Math.floor((n - READY) / STEP) * STEP);
  const [left, top] = [down(seen.left), down(seen.top)];
  // Its size stays as it is while it moves, so that a canvas can stay as it is.
  const reach = (length: number) => Math.ceil(length / 2) * 2 + 2 * READY + STEP;
  return {
    left,
    top,
    right: left + reach(seen.right - seen.left),
    bottom: top + reach(seen.bottom - seen.top),
  };
}

/** A box seen so many times as large. */
export function scaled({ left, top, right, bottom }: Box, factor: number): Box {
  return {
    left: left * factor,
    top: top * factor,
    right: right * factor,
    bottom: bottom * factor,
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The nearest scroll position, in pixels on screen, that shows `box` with some room around it. */
export function reveal(box: Box, seen: Box, zoom: number): { left: number; top: number } {
  const axis = (low: number, high: number, from: number, to: number) => {
    const [start, end] = [(low - PAD) * zoom, (high + PAD) * zoom];
    if (end > to) return Math.max(0, Math.min(start, end - (to - from)));
    return Math.max(0, Math.min(from, start));
  };
  return {
    left: axis(box.left, box.right, seen.left, seen.right),
    top: axis(box.top, box.bottom, seen.top, seen.bottom),
  };
}

/** The zoom at which the whole picture fits: never magnified, and never a sliver of dots. */
export function fitting(
  scene: Pick<Scene, "width" | "height">,
  width: number,
  height: number,
): number {
  const tall = Math.max(ZOOM.tall, height / scene.height);
  return clamped(Math.min(1, width / scene.width, tall));
}

/** The card at a point of the picture, in pixels at zoom 1. */
export function cardUnder(scene: Scene, x: number, y: number): string | undefined {
  for (const [key, { left, top, right, bottom }] of scene.boxes) {
    if (left <= x && x <= right && top <= y && y <= bottom) return key;
  }
  return undefined;
}
