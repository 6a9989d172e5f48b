/** Cards from afar: blocks that tell how they stand, and whose they are where the words fit. */

import { type IconName, PATHS } from "../icons.tsx";
import type { Status } from "../store/status.ts";
import { plain } from "../text/invisible.ts";
import type { Ink } from "./ink.ts";
import type { Box } from "./scene.ts";
import { FAR } from "./viewport.ts";

/** What a block tells. */
export interface Face {
  readonly role: string;
  readonly status: Status;
  readonly parameter: boolean;
  /** Whether criticism waits there. */
  readonly pauses: boolean;
  /** Of how many cards this is the one that is drawn. */
  readonly count: number;
}

/** Pixels on screen: of a line of text, and around it. */
const LINE = 13;
const AROUND = 5;
/** A block this wide on screen has words, one this wide a sign. */
const WORDY = 58;
const SIGNED = 26;
const SIGN = 12;
/** A role's characters that are looked at. */
const LONGEST = 160;

const paths = new Map<string, Path2D>();
function sign(name: IconName): Path2D {
  const known = paths.get(name) ?? new Path2D(PATHS[name]);
  paths.set(name, known);
  return known;
}

/** Colours of a block: what is quiet looks quiet, what wants to be seen is filled. */
function dress(status: Status, ink: Ink): { fill: string; line: string; text: string } {
  if (status === "asking") return { fill: ink.asked, line: ink.asked, text: ink.onAsked };
  if (status === "failed") return { fill: ink.bg, line: ink.error, text: ink.error };
  if (status === "running" || status === "retrying") {
    return { fill: ink.saidSoft, line: ink.said, text: ink.fg };
  }
  if (status === "waiting" || status === "cancelled") {
    return { fill: ink.ground, line: ink.strong, text: ink.muted };
  }
  return { fill: ink.bg, line: ink.strong, text: ink.fg };
}

/** The same near by, where a card tells by its border how it stands. */
function plainly(status: Status, ink: Ink): ReturnType<typeof dress> {
  const { line } = dress(status, ink);
  return { fill: ink.bg, line: line === ink.strong ? ink.line : line, text: ink.fg };
}

/** Break a text into lines that fit; what is left over ends in "…". */
export function wrapped(
  text: string,
  width: number,
  most: number,
  wide: (text: string) => number,
): readonly string[] {
  const lines: string[] = [];
  let rest = text.slice(0, LONGEST).trim();
  while (rest && lines.length < most) {
    const all = wide(rest);
    if (all <= width) return [...lines, rest];
    const last = lines.length === most - 1;
    const fits = (end: number) => wide(rest.slice(0, end) + (last ? "…" : "")) <= width;
    // To measure is dear: most letters are as wide as others.
    let low = Math.max(1, Math.floor((rest.length * width) / all));
    while (low > 1 && !fits(low)) low -= 1;
    while (low < rest.length - 1 && fits(low + 1)) low += 1;
    if (last) return [...lines, `${rest.slice(0, low).trimEnd()}…`];
    const space = rest.lastIndexOf(" ", low);
    const cut = space > low / 2 ? space : low;
    lines.push(rest.slice(0, cut).trimEnd());
    rest = rest.slice(cut).trimStart();
  }
  return lines;
}

export interface Blocks {
  readonly ink: Ink;
  readonly zoom: number;
  /** Lines of a role at a size, kept from one drawing to the next. */
  readonly lines: Map<string, readonly string[]>;
}

/** How a card looks before it is there, by the measures of its stylesheet at zoom 1. */
const NEAR = { radius: 8, left: 12, top: 22, size: 13 } as const;

/** The font of a block's words. */
export function fontOf(zoom: number, { font }: Ink): string {
  return `600 ${zoom < FAR ? 11 : NEAR.size * zoom}px ${font}`;
}

/** What a block says: its role, and of how many. */
function words({ role, count }: Face): string {
  const said = plain(role.slice(0, LONGEST));
  return count > 1 ? `${count} × ${said}` : said;
}

/** Draw one block with `pen`, whose unit is a pixel on screen; `box` is on screen, too. */
export function paintCard(
  pen: CanvasRenderingContext2D,
  box: Box,
  face: Face,
  { ink, zoom, lines }: Blocks,
): void {
  const near = zoom >= FAR;
  const { fill, line, text } = near ? plainly(face.status, ink) : dress(face.status, ink);
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  const loud = face.status === "failed" || face.status === "running" || face.status === "retrying";
  pen.beginPath();
  const round = near ? NEAR.radius * zoom : Math.min(6, height / 6);
  pen.roundRect(box.left, box.top, width, height, round);
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = loud ? 2 : 1;
  pen.strokeStyle = line;
  pen.setLineDash(face.status === "waiting" || face.status === "cancelled" ? [3, 2] : []);
  pen.stroke();
  pen.setLineDash([]);
  if (face.parameter && width >= SIGNED && !near) {
    pen.fillStyle = text;
    pen.fillRect(box.left + 3, box.top + 4, 2, height - 8);
  }
  if (face.pauses) {
    // Two bars at the upper right, as on the card.
    const bar = Math.max(1, Math.min(2, width / 16));
    pen.fillStyle = face.status === "asking" ? text : ink.asked;
    for (const place of [1, 3]) {
      const left = box.right - 3 - place * bar;
      pen.fillRect(left, box.top + 4, bar, Math.min(8, height - 6));
    }
  }
  if (width < SIGNED) return;
  const signed = !near && face.status !== "done" && face.status !== "cached";
  if (signed) {
    pen.save();
    pen.translate(box.right - SIGN - 3, box.bottom - SIGN - 3);
    pen.scale(SIGN / 16, SIGN / 16);
    pen.lineWidth = 2;
    pen.strokeStyle = text;
    pen.stroke(sign(face.status));
    pen.restore();
  }
  if (width < WORDY) return;
  pen.fillStyle = text;
  if (near) {
    // To measure is dear, and a card comes in its place at once: the block cuts its words.
    pen.save();
    pen.clip();
    pen.fillText(words(face), box.left + NEAR.left * zoom, box.top + NEAR.top * zoom);
    pen.restore();
    return;
  }
  const [left, top] = [AROUND + 3, AROUND + LINE * 0.75];
  const most = Math.floor((height - AROUND - (signed ? SIGN - 4 : 0)) / LINE);
  const room = width - left - AROUND;
  const name = `${Math.round(room)} ${most} ${face.count} ${face.role}`;
  let found = lines.get(name);
  if (!found) {
    const wide = (part: string) => pen.measureText(part).width;
    found = wrapped(words(face), room, Math.max(1, most), wide);
    lines.set(name, found);
  }
  found.forEach((line, i) => {
    pen.fillText(line, box.left + left, box.top + top + LINE * i);
  });
}
