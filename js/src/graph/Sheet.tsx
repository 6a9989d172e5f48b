/** The canvas behind the cards: edges, and cards from afar. It scrolls with what it shows. */

import { effect } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useView, type View } from "../view.ts";
import { calm } from "./camera.ts";
import { blockOf } from "./faces.ts";
import { type Flows, flowsOf, sameFlows } from "./flows.ts";
import { type Ink, type Inkwell, openInk } from "./ink.ts";
import { fontOf, paintCard } from "./paintCards.ts";
import { paintEdges } from "./paintEdges.ts";
import type { Box } from "./scene.ts";
import { drawn, FAR, overlaps, scaled } from "./viewport.ts";

/** Milliseconds between two drawings of what flows. */
const MARCH = 50;
/** Milliseconds between two drawings of a thousand blocks that change. */
const CHANGES = 100;
/** Pixels of the largest canvas. */
const LARGEST = 12_000_000;
/** Roles whose lines are kept. */
const KEPT = 4000;

/** Draws what a view shows, whenever it has changed, at most once a frame. */
class Painter {
  private readonly lines = new Map<string, readonly string[]>();
  private well: Inkwell | undefined;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private drawnFor: unknown[] = [];
  private flows: Flows = { forward: new Set(), back: new Set() };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly view: View,
  ) {}

  start(): () => void {
    const { view, canvas } = this;
    this.well = openInk(canvas.parentElement as HTMLElement, () => this.soon());
    const unwatch = effect(() => {
      const { seen, zoom } = view.camera;
      const scene = view.scene.value;
      const shown = view.shown.value;
      const far = zoom.value < FAR;
      const part = Object.values(drawn(seen.value)).join();
      const flows = flowsOf(shown, scene);
      if (!sameFlows(flows, this.flows)) this.flows = flows;
      const now = [
        scene,
        zoom.value,
        part,
        this.flows,
        view.faded.value,
        far && view.opened.value,
        view.behind.value,
      ];
      const moved = now.some((one, place) => one !== this.drawnFor[place]);
      if (moved) this.soon();
      // From afar a change of the run may be a change of colour.
      else if (far) this.timer ??= setTimeout(() => this.soon(), CHANGES);
      this.drawnFor = now;
    });
    return () => {
      unwatch();
      this.well?.close();
      cancelAnimationFrame(this.frame);
      clearTimeout(this.timer);
      this.frame = -1;
    };
  }

  private soon(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  /** Make the canvas as large as the part and put it there. Gives its pixels for one on screen. */
  private stretch(part: Box): number {
    const { canvas } = this;
    const [width, height] = [part.right - part.left, part.bottom - part.top];
    const most = Math.sqrt(LARGEST / Math.max(1, width * height));
    const ratio = Math.min(devicePixelRatio, most);
    const size = [Math.round(width * ratio), Math.round(height * ratio)] as const;
    if (canvas.width !== size[0] || canvas.height !== size[1]) {
      [canvas.width, canvas.height] = size;
      Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    }
    canvas.style.transform = `translate(${part.left}px, ${part.top}px)`;
    return ratio;
  }

  private draw(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.frame = 0;
    const { view } = this;
    const zoom = view.camera.zoom.peek();
    const scene = view.scene.peek();
    const seen = view.camera.seen.peek();
    // The first picture is what is seen and no more: nobody has moved yet.
    const screen = view.whole.peek() ? drawn(seen) : seen;
    const pen = this.canvas.getContext("2d");
    const ink = this.well?.ink();
    if (!pen || !ink || screen.right <= screen.left) return;
    const ratio = this.stretch(screen);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const part = scaled(screen, 1 / zoom);
    const faded = view.faded.peek();
    const scale = ratio * zoom;
    pen.setTransform(scale, 0, 0, scale, -screen.left * ratio, -screen.top * ratio);
    const time = performance.now() / 1000;
    const { flows } = this;
    const moves = paintEdges(pen, { scene, flows, faded, part, zoom, ink, time });
    // Until the cards are there, blocks stand in their places.
    if (zoom < FAR || view.behind.peek()) {
      pen.setTransform(ratio, 0, 0, ratio, -screen.left * ratio, -screen.top * ratio);
      this.blocks(pen, part, zoom, ink);
    }
    if (moves && !calm()) this.timer = setTimeout(() => this.soon(), MARCH);
  }

  private blocks(pen: CanvasRenderingContext2D, part: Box, zoom: number, ink: Ink): void {
    const { view, lines } = this;
    const { boxes, groups } = view.scene.peek();
    const [state, faded, selected] = [view.shown.peek(), view.faded.peek(), view.opened.peek()];
    if (lines.size > KEPT) lines.clear();
    pen.font = fontOf(zoom, ink);
    for (const [key, box] of boxes) {
      if (!overlaps(box, part)) continue;
      pen.globalAlpha = faded.has(key) ? 0.35 : 1;
      const place = scaled(box, zoom);
      paintCard(pen, place, blockOf(state, key, groups.get(key)), { ink, zoom, lines });
      if (key !== selected) continue;
      pen.lineWidth = 2;
      pen.strokeStyle = ink.fg;
      pen.strokeRect(place.left, place.top, place.right - place.left, place.bottom - place.top);
    }
    pen.globalAlpha = 1;
  }
}

export function Sheet() {
  const view = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    // A page without canvases, as in tests, shows the cards alone.
    if (!canvas.current || typeof Path2D === "undefined") return undefined;
    return new Painter(canvas.current, view).start();
  }, [view]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus; the cards are the buttons
  return <canvas ref={canvas} class="tgw-sheet" aria-hidden="true" />;
}
