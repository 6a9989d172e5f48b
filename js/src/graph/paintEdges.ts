/** The lines between cards: what is made from what, and where criticism flows back. */

import { GAP } from "../store/place.ts";
import { edgeName, type Flows } from "./flows.ts";
import type { Ink } from "./ink.ts";
import type { Box, Scene } from "./scene.ts";

/** Pixels between a forward edge and the gradient beside it. */
const BESIDE = 22;
const DASH = [5, 5];
const MARCH = [3, 7];
/** Pixels that what flows goes in a second. */
const PACE = 28;

/** From the right side of one card to the left side of another; long edges bend in the last gap. */
function route(pen: CanvasRenderingContext2D, from: Box, to: Box, shift: number): void {
  const [x0, y0] = [from.right, (from.top + from.bottom) / 2 + shift];
  const [x1, y1] = [to.left, (to.top + to.bottom) / 2 + shift];
  const bend = Math.max(x0, x1 - GAP.x);
  const middle = (bend + x1) / 2;
  pen.moveTo(x0, y0);
  if (bend > x0) pen.lineTo(bend, y0);
  pen.bezierCurveTo(middle, y0, middle, y1, x1, y1);
}

/** The head of an arrow at `(x, y)`; it points right where `way` is 1, left where it is -1. */
function head(pen: CanvasRenderingContext2D, x: number, y: number, way: 1 | -1): void {
  pen.moveTo(x - 6 * way, y - 4);
  pen.lineTo(x, y);
  pen.lineTo(x - 6 * way, y + 4);
}

/** Edges that are drawn alike, in one stroke each for lines and for heads. */
interface Kind {
  readonly edges: (readonly [from: Box, to: Box])[];
  readonly back: boolean;
  readonly flows: boolean;
  readonly faint: boolean;
}

export interface Lines {
  readonly scene: Scene;
  readonly flows: Flows;
  readonly faded: ReadonlySet<string>;
  /** The part to draw, in pixels at zoom 1. */
  readonly part: Box;
  readonly zoom: number;
  readonly ink: Ink;
  /** Seconds; what flows has moved on by then. */
  readonly time: number;
}

/** Whether an edge can be seen in a part: it stays between its ends. */
function within(a: Box, b: Box, part: Box): boolean {
  return (
    Math.max(a.right, b.left) >= part.left &&
    Math.min(a.right, b.left) <= part.right &&
    Math.max(a.bottom, b.bottom) >= part.top &&
    Math.min(a.top, b.top) <= part.bottom
  );
}

function sorted({ scene, flows, faded, part }: Lines): Iterable<Kind> {
  const kinds = new Map<number, Kind>();
  const add = (back: boolean, flowing: boolean, faint: boolean, from: Box, to: Box) => {
    const place = (back ? 1 : 0) + (flowing ? 2 : 0) + (faint ? 4 : 0);
    const kind = kinds.get(place) ?? { edges: [], back, flows: flowing, faint };
    kind.edges.push([from, to]);
    kinds.set(place, kind);
  };
  for (const { from, to, back } of scene.edges) {
    const [a, b] = [scene.boxes.get(from), scene.boxes.get(to)];
    if (!a || !b || !within(a, b, part)) continue;
    const faint = faded.has(from) || faded.has(to);
    const name = edgeName(from, to);
    add(false, flows.forward.has(name), faint, a, b);
    const now = flows.back.has(name);
    if (back || now) add(true, now, faint, a, b);
  }
  return kinds.values();
}

/** Draw with `pen`, whose unit is a pixel at zoom 1. Gives whether anything flows. */
export function paintEdges(pen: CanvasRenderingContext2D, lines: Lines): boolean {
  const { ink, zoom, time } = lines;
  let moving = false;
  pen.lineCap = "round";
  pen.lineJoin = "round";
  for (const { edges, back, flows, faint } of sorted(lines)) {
    moving ||= flows;
    // Thin lines stay to be seen from afar.
    const width = flows ? 2 : 1.5;
    pen.lineWidth = Math.max(width, (width * 0.6) / zoom);
    pen.strokeStyle = back || flows ? ink.said : ink.strong;
    pen.globalAlpha = (faint ? 0.3 : 1) * (back && !flows ? 0.75 : 1);
    const shift = back ? BESIDE : 0;
    pen.setLineDash(flows && !back ? MARCH : back ? DASH : []);
    pen.lineDashOffset = flows ? time * (back ? PACE : -PACE) : 0;
    pen.beginPath();
    for (const [from, to] of edges) route(pen, from, to, shift);
    pen.stroke();
    pen.setLineDash([]);
    pen.beginPath();
    for (const [from, to] of edges) {
      if (back) head(pen, from.right + 1, (from.top + from.bottom) / 2 + shift, -1);
      else head(pen, to.left - 1, (to.top + to.bottom) / 2, 1);
    }
    pen.stroke();
  }
  pen.globalAlpha = 1;
  return moving;
}
