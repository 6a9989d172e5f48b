/**
 * A zoom that goes on: what is drawn is shown larger or smaller as it is, and drawn anew now and
 * then, and when it rests.
 */

import type { Box } from "./scene.ts";

/** Milliseconds between two drawings, and how far one is stretched at most. */
const PACE = 120;
const STRETCH = 1.4;
/** Milliseconds without a zoom after which it has come to rest. */
const REST = 250;

/** How close a view is, and what is at its top left, in pixels on screen. */
export interface Look {
  readonly zoom: number;
  readonly left: number;
  readonly top: number;
}

/** A point of the box that scrolls, in pixels on screen from its top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** So much closer, around a point that stays where it is; never beyond a picture of this size. */
export function approached(
  from: Look,
  zoom: number,
  { x, y }: Point,
  whole: { readonly width: number; readonly height: number },
  seen: Box,
): Look {
  const along = (at: number, to: number, length: number, room: number) =>
    Math.max(0, Math.min(((at + to) / from.zoom) * zoom - to, length * zoom - room));
  return {
    zoom,
    left: along(from.left, x, whole.width, seen.right - seen.left),
    top: along(from.top, y, whole.height, seen.bottom - seen.top),
  };
}

export class Zooming {
  /** Where the gesture has come to, while that is not drawn. */
  ahead: Look | null = null;
  private last = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly box: HTMLElement,
    private readonly draw: (look: Look) => void,
  ) {}

  /** Show this, from where the picture is drawn now. */
  go(to: Look, from: Look): void {
    this.box.dataset["zooming"] = "";
    clearTimeout(this.rest);
    this.rest = setTimeout(() => delete this.box.dataset["zooming"], REST);
    this.ahead = to;
    const factor = to.zoom / from.zoom;
    const far = Math.max(factor, 1 / factor) > STRETCH;
    if (far || performance.now() - this.last > PACE) {
      this.settle();
      return;
    }
    this.stretch(`translate(${from.left - to.left}px, ${from.top - to.top}px) scale(${factor})`);
    this.timer ??= setTimeout(() => this.settle(), PACE);
  }

  /** Draw what is only shown. */
  settle(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { ahead } = this;
    if (!ahead) return;
    this.ahead = null;
    this.stretch("");
    this.draw(ahead);
    this.last = performance.now();
  }

  stop(): void {
    this.ahead = null;
    clearTimeout(this.timer);
    clearTimeout(this.rest);
  }

  private stretch(transform: string): void {
    const drawn = this.box.querySelector<HTMLElement>(".tgw-drawn");
    if (drawn) drawn.style.transform = transform;
  }
}
