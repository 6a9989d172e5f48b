/** What stands for a card before it is there, and from afar, lies where the card does. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { asking } from "./events.ts";
import { FakeModel } from "./model.ts";
import { drawn, Opened } from "./page.ts";

type Place = readonly number[];

let page: Opened;
/** Blocks of the last drawing, by the pixels of its canvas. */
let blocks: Place[] = [];

function pen(): Partial<CanvasRenderingContext2D> {
  let [scale, x, y] = [1, 0, 0];
  const known: Record<string, unknown> = {
    setTransform: (a: number, _b: number, _c: number, _d: number, e: number, f: number) => {
      [scale, x, y] = [a, e, f];
    },
    clearRect: () => {
      blocks = [];
    },
    roundRect: (left: number, top: number, width: number, height: number) => {
      blocks.push([left * scale + x, top * scale + y, width * scale, height * scale]);
    },
    measureText: () => ({ width: 1 }),
  };
  return new Proxy(known, { get: (all, name) => all[String(name)] ?? (() => {}) });
}

beforeEach(() => {
  vi.stubGlobal("Path2D", class {});
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(pen() as never);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
});
afterEach(() => {
  page.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
const numbers = (css: string) => Array.from(css.matchAll(/-?[\d.]+/g), Number);
const rounded = (places: readonly Place[]) => places.map((one) => one.map(Math.round)).sort();

/** Where the blocks are seen: their canvas lies at an offset. */
function seenBlocks(): readonly Place[] {
  const [x = 0, y = 0] = numbers(page.find(".tgw-sheet").style.transform);
  return blocks.map(([left = 0, top = 0, ...size]) => [left + x, top + y, ...size]);
}

/** Where the cards are seen: their stage is scaled. */
function seenCards(): readonly Place[] {
  const [zoom = 1] = numbers(page.find(".tgw-stage").style.transform);
  return [...page.el.querySelectorAll<HTMLElement>(".tgw-card")].map(({ style }) =>
    [style.left, style.top, style.width, style.height].map((px) => Number.parseFloat(px) * zoom),
  );
}

it("in the first picture", async () => {
  const { events } = asking();
  page = new Opened(new FakeModel({ log: { run: "run1", contract: 1, last: 14, events } }));
  await frame();
  const first = rounded(seenBlocks());
  expect(first.length).toBeGreaterThan(1);
  await drawn();
  expect(rounded(seenCards())).toEqual(first);
});

it("from afar, wherever one has gone", async () => {
  page = await new Opened().tell(asking());
  for (let i = 0; i < 4; i++) page.find("[aria-label='Zoom out']").click();
  const graph = page.find(".tgw-graph");
  Object.assign(graph, { scrollLeft: 250 });
  graph.dispatchEvent(new Event("scroll"));
  await drawn();
  const [card] = rounded(seenCards());
  expect(card).toBeDefined();
  expect(rounded(seenBlocks())).toContainEqual(card);
});
