import { describe, expect, it } from "vitest";
import { drawn, fitting, overlaps, reveal } from "../src/graph/viewport.ts";
import { CARD, free, GAP, occupy } from "../src/store/place.ts";
import type { Card, State } from "../src/store/state.ts";
import { EMPTY, fold } from "../src/store.ts";
import { Script } from "./events.ts";
import { plain } from "./scene.ts";

/** Small and repeatable (mulberry32): the same seed gives the same graph. */
function random(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function grow(seed: number, size: number): Script {
  const next = random(seed);
  const pick = (count: number) => Math.floor(next() * count);
  const script = new Script();
  for (let i = 0; i < size; i++) {
    const inputs = Array.from({ length: i === 0 ? 0 : pick(4) }, () => `n${pick(i)}`);
    script.add("NodeAdded", { node: `n${i}`, inputs });
    if (next() < 0.2) script.add("ParametersSet", { nodes: [`n${pick(i + 1)}`] });
    if (next() < 0.08) {
      const node = `n${pick(i + 1)}`;
      script.add("StepCommitted", { changes: [{ node, old: "a", new: "b", version: 2 }] });
    }
  }
  return script;
}

const places = (state: State) => plain(state).boxes;

describe.each([1, 2, 3, 4, 5, 6, 7, 8])("a random graph, seed %i", (seed) => {
  const { events } = grow(seed, 90);

  it("moves nothing that is placed", () => {
    let state = EMPTY;
    for (const event of events) {
      const before = places(state);
      state = fold(state, [event]);
      const after = places(state);
      for (const [key, box] of before) expect(after.get(key)).toEqual(box);
    }
  });

  it("lets no two cards touch", () => {
    const boxes = [...places(fold(EMPTY, events)).values()];
    expect(boxes.length).toBeGreaterThan(90);
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
    });
  });

  it("draws every edge forward, within one lane", () => {
    const { cards } = fold(EMPTY, events);
    for (const card of cards.values()) {
      for (const key of card.from) {
        const from = cards.get(key) as Card;
        expect(from.lane).toBe(card.lane);
        expect(from.column).toBeLessThan(card.column);
      }
    }
  });
});

it("finds the free place nearest to the wanted one", () => {
  const pitch = CARD.height + GAP.y;
  expect(free([], 40)).toBe(40);
  expect(free([0], 10)).toBe(pitch);
  expect(free([pitch], 0)).toBe(0);
  expect(free([0, 3 * pitch], pitch + 5)).toBe(pitch + 5);
  const columns = [[1], [0, 9]];
  occupy(columns, { column: 1, y: 4 });
  occupy(columns, { column: 2, y: 7 });
  expect(columns).toEqual([[1], [0, 4, 9], [7]]);
});

describe("the viewport", () => {
  const seen = { left: 0, top: 0, right: 800, bottom: 400 };

  it("moves no more than it must to show a card", () => {
    const inside = { left: 100, top: 100, right: 300, bottom: 200 };
    expect(reveal(inside, seen, 1)).toEqual({ left: 0, top: 0 });
    const below = { left: 100, top: 500, right: 300, bottom: 600 };
    expect(reveal(below, seen, 1)).toEqual({ left: 0, top: 220 });
    const above = { left: 100, top: 100, right: 300, bottom: 200 };
    const scrolled = { ...seen, top: 300, bottom: 700 };
    expect(reveal(above, scrolled, 1)).toEqual({ left: 0, top: 80 });
  });

  it("draws more than is seen, always as much of it", () => {
    const size = ({ left, right, top, bottom }: typeof seen) => [right - left, bottom - top];
    for (let top = 0; top < 2000; top += 37) {
      const part = drawn({ ...seen, top, bottom: top + 400 });
      expect(part.top).toBeLessThanOrEqual(top);
      expect(part.bottom).toBeGreaterThanOrEqual(top + 400);
      expect(size(part)).toEqual(size(drawn(seen)));
    }
  });

  it("keeps what it draws while it moves a little", () => {
    expect(drawn({ ...seen, top: 10, bottom: 410 })).toEqual(drawn(seen));
    expect(drawn({ ...seen, top: 900, bottom: 1300 })).not.toEqual(drawn(seen));
  });

  it("fits all, and never magnifies", () => {
    expect(fitting(plain(fold(EMPTY, grow(1, 200).events)), 800, 400)).toBeLessThan(1);
    expect(fitting({ width: 700, height: 300 }, 800, 400)).toBe(1);
  });
});
