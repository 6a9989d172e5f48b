// @vitest-environment node
/** A lane laid out anew, and when a picture tidies itself. */

import { signal } from "@preact/signals";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCamera } from "../src/graph/camera.ts";
import type { Wishes } from "../src/graph/scene.ts";
import { overlaps } from "../src/graph/viewport.ts";
import { CARD, GAP } from "../src/store/place.ts";
import { EMPTY, fold, type State } from "../src/store.ts";
import { blend } from "../src/tidy/glide.ts";
import { columnsOf, layOut, type Shape, settled, untidiness } from "../src/tidy/layout.ts";
import { createTidying, shapesOf } from "../src/tidy/tidying.ts";
import { Script } from "./events.ts";
import { plain } from "./scene.ts";

const PITCH = CARD.height + GAP.y;

/** Questions first, then an answer to the first and the last, the second and the last but one… */
function crossed(size = 12): Script {
  const script = new Script().add("PhaseChanged");
  for (let i = 0; i < size; i++) script.add("NodeAdded", { node: `q${i}` });
  for (let i = 0; i < size / 2; i++) {
    script.add("NodeAdded", { node: `a${i}`, inputs: [`q${i}`, `q${size - 1 - i}`] });
  }
  return script;
}

describe("places in an order", () => {
  it("stay as they are wanted where there is room", () => {
    expect(settled([0, PITCH, 5 * PITCH])).toEqual([0, PITCH, 5 * PITCH]);
  });

  it("share what two want at once", () => {
    expect(settled([100, 100])).toEqual([100 - PITCH / 2, 100 + PITCH / 2]);
  });
});

describe("a layout", () => {
  const shape = shapesOf(plain(fold(EMPTY, crossed().events)))[0] as Shape;
  const layout = layOut(shape);

  it("has every card once, none on another, edges to the right", () => {
    expect([...layout.keys()].sort()).toEqual(shape.map(([key]) => key).sort());
    const tops = new Map<number, number[]>();
    for (const { column, y } of layout.values()) {
      tops.set(
        column,
        [...(tops.get(column) ?? []), y].sort((a, b) => a - b),
      );
    }
    for (const column of tops.values()) {
      for (const [i, y] of column.slice(1).entries()) {
        expect(y - (column[i] ?? 0)).toBeGreaterThanOrEqual(PITCH - 1);
      }
    }
    for (const [key, from] of shape) {
      for (const parent of from) {
        expect(layout.get(parent)?.column).toBeLessThan(layout.get(key)?.column ?? 0);
      }
    }
    expect(Math.min(...[...layout.values()].map(({ y }) => y))).toBe(0);
  });

  it("is tidier than what grew, and the same every time", () => {
    const { boxes } = plain(fold(EMPTY, crossed().events));
    const before = untidiness(shape, (key) => boxes.get(key)?.top ?? 0);
    expect(untidiness(shape, (key) => layout.get(key)?.y ?? 0)).toBeLessThan(before / 2);
    expect(layOut(shape)).toEqual(layout);
  });

  it("puts what is used late beside what uses it", () => {
    const late: Shape = [
      ["a", []],
      ["z", []],
      ["b", ["a"]],
      ["c", ["b", "z"]],
    ];
    expect(Object.fromEntries(columnsOf(late))).toEqual({ a: 0, z: 1, b: 1, c: 2 });
  });

  it("leaves a lane that is tidy as it is", () => {
    const rows: Shape = [0, 1, 2].flatMap(
      (i) =>
        [
          [`q${i}`, []],
          [`a${i}`, [`q${i}`]],
        ] as const,
    );
    for (const [key, { y }] of layOut(rows)) expect(y).toBe(PITCH * Number(key.slice(1)));
  });
});

describe("a view", () => {
  const view = (script: Script) => {
    const shown = signal<State>(fold(EMPTY, script.events));
    const tidied = signal<Wishes["tidied"]>(new Map());
    const selected = signal<string | null>(null);
    const scene = {
      get value() {
        return plain(shown.value, { tidied: tidied.value });
      },
    } as never;
    const camera = createCamera();
    const tidying = createTidying({ shown, scene, tidied, selected, camera });
    return { shown, tidied, selected, camera, tidying };
  };
  const ends = (script: Script) =>
    fold(EMPTY, script.add("PhaseChanged", { phase: "backward" }).events);
  const settle = () => vi.advanceTimersByTimeAsync(1000);

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it("is tidied when it is asked to be, and nothing touches", async () => {
    const { shown, tidied, tidying } = view(crossed());
    await tidying.tidy();
    await settle();
    expect(tidied.value.size).toBe(shown.value.cards.size);
    const boxes = [...plain(shown.value, { tidied: tidied.value }).boxes.values()];
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
    });
  });

  it("tidies itself when a phase ends", async () => {
    const script = crossed();
    const { shown, tidied, tidying } = view(script);
    const stop = tidying.watch();
    await settle();
    expect(tidied.value.size).toBe(0);
    shown.value = ends(script);
    await settle();
    expect(tidied.value.size).toBeGreaterThan(0);
    stop();
  });

  it.each(["has moved away", "reads a card"])("does not while the person %s", async (what) => {
    const script = crossed();
    const { shown, tidied, tidying, camera, selected } = view(script);
    tidying.watch();
    if (what === "reads a card") selected.value = "q0@0";
    else camera.following.value = false;
    shown.value = ends(script);
    await settle();
    expect(tidied.value.size).toBe(0);
  });

  it("does not where it would help little", async () => {
    const script = new Script().add("PhaseChanged").add("NodeAdded");
    script.add("NodeAdded", { node: "a", inputs: ["q"] });
    const { shown, tidied, tidying } = view(script);
    tidying.watch();
    shown.value = ends(script);
    await settle();
    expect(tidied.value.size).toBe(0);
  });
});

it("glides from where a card is to where it goes", () => {
  const from = new Map([["a", { column: 0, y: 10 }]]);
  const to = new Map([
    ["a", { column: 1, y: 30 }],
    ["b", { column: 2, y: 0 }],
  ]);
  expect(blend(from, to, 0).get("a")).toEqual({ column: 0, y: 10 });
  expect(blend(from, to, 0.5).get("a")).toEqual({ column: 0.5, y: 20 });
  expect(blend(from, to, 1)).toBe(to);
});
