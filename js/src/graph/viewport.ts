/** Which part of the picture is looked at. The browser scrolls; this only reads and asks. */

import { type Box, PAD, type Scene } from "./scene.ts";

export const ZOOM = { min: 0.2, max: 1.6, factor: 1.25 } as const;
/** Below this zoom a card shows its role only. */
export const FAR = 0.45;
/** Up to this many cards all are kept in the page. */
export const KEEP_ALL = 60;
const MARGIN = 300;
const GRID = 200;

/** A box as CSS. */
export function placed({ left, top, right, bottom }: Box): string {
  return `left:${left}px;top:${top}px;width:${right - left}px;height:${bottom - top}px`;
}

/** The part worth drawing: what is seen and some more, in coarse steps so that it changes rarely. */
export function drawn(scroll: Box, zoom: number): Box {
  const down = (n: number) => Math.floor((n / zoom - MARGIN) / GRID) * GRID;
  const up = (n: number) => Math.ceil((n / zoom + MARGIN) / GRID) * GRID;
  return {
    left: down(scroll.left),
    top: down(scroll.top),
    right: up(scroll.right),
    bottom: up(scroll.bottom),
  };
}

export function overlaps(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/** The nearest scroll position, in pixels on screen, that shows `box` with some room around it. */
export function reveal(box: Box, scroll: Box, zoom: number): { left: number; top: number } {
  const axis = (low: number, high: number, from: number, to: number) => {
    const [start, end] = [(low - PAD) * zoom, (high + PAD) * zoom];
    if (end > to) return Math.max(0, Math.min(start, end - (to - from)));
    return Math.max(0, Math.min(from, start));
  };
  return {
    left: axis(box.left, box.right, scroll.left, scroll.right),
    top: axis(box.top, box.bottom, scroll.top, scroll.bottom),
  };
}

/** The zoom at which the whole picture fits, never above 1. */
export function fitting(
  scene: Pick<Scene, "width" | "height">,
  width: number,
  height: number,
): number {
  const zoom = Math.min(1, width / scene.width, height / scene.height);
  return Math.max(ZOOM.min, zoom);
}
