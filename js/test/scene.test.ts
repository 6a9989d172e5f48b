// @vitest-environment node
/** What is drawn, from what happened and what a view wants to see. */

import { describe, expect, it } from "vitest";
import type { Box } from "../src/graph/scene.ts";
import { overlaps } from "../src/graph/viewport.ts";
import { CARD, GAP } from "../src/store/place.ts";
import { EMPTY, fold } from "../src/store.ts";
import { Script } from "./events.ts";
import { plain } from "./scene.ts";

/** q0…q3 each with an answer, all answers in one loss. */
function batch(size = 4): Script {
  const script = new Script();
  for (let i = 0; i < size; i++) script.add("NodeAdded", { node: `q${i}` });
  for (let i = 0; i < size; i++) script.add("NodeAdded", { node: `a${i}`, inputs: [`q${i}`] });
  const inputs = Array.from({ length: size }, (_, i) => `a${i}`);
  return script.add("NodeAdded", { node: "l", inputs }).add("GradientAdded", {
    node: "a0",
    via: "l",
  });
}

const state = fold(EMPTY, batch().events);
const answers = ["a0@0", "a1@0", "a2@0", "a3@0"];
const names = (edges: readonly { from: string; to: string }[]) =>
  edges.map(({ from, to }) => `${from}>${to}`);

it("draws every card, and an edge for every input; criticism flows back along it", () => {
  const scene = plain(state);
  expect([...scene.boxes.keys()]).toEqual([...state.cards.keys()]);
  expect(names(scene.edges)).toHaveLength(8);
  expect(scene.edges.filter(({ back }) => back)).toEqual([{ from: "a0@0", to: "l@0", back: true }]);
});

it("hides a card with its edges, and moves nothing else", () => {
  const before = plain(state);
  const after = plain(state, { hidden: new Set(["a1@0"]) });
  expect(after.boxes.has("a1@0")).toBe(false);
  expect(after.drawnAs.has("a1@0")).toBe(false);
  expect(names(after.edges).join()).not.toContain("a1@0");
  for (const [key, box] of after.boxes) expect(box).toEqual(before.boxes.get(key));
});

it("a step of which nothing is drawn takes no room", () => {
  const two = batch(2).add("StepCommitted").add("NodeAdded", { node: "later" });
  const state = fold(EMPTY, two.events);
  const first = [...state.cards.values()].filter(({ lane }) => lane === 0);
  const scene = plain(state, { hidden: new Set(first.map(({ key }) => key)) });
  expect(scene.strips.map(({ lane }) => lane.step)).toEqual([2]);
  expect(scene.boxes.get("later@1")?.top).toBe(plain(state).boxes.get("a0@0")?.top);
});

describe("a folded group", () => {
  const folded = new Map([["a0@0", answers]]);

  it("is one card where its first stands, with the edges of all", () => {
    const scene = plain(state, { folded });
    expect(scene.boxes.get("a0@0")).toEqual(plain(state).boxes.get("a0@0"));
    expect(answers.slice(1).some((key) => scene.boxes.has(key))).toBe(false);
    expect(scene.groups.get("a0@0")).toEqual(answers);
    expect(scene.drawnAs.get("a3@0")).toBe("a0@0");
    expect(names(scene.edges)).toContain("q3@0>a0@0");
    expect(names(scene.edges).filter((name) => name.endsWith("l@0"))).toEqual(["a0@0>l@0"]);
    expect(scene.edges.find(({ to }) => to === "l@0")?.back).toBe(true);
  });

  it("takes the room of one", () => {
    const tall = plain(fold(EMPTY, batch(30).events));
    const all = ["q", "a"].map((name) => Array.from({ length: 30 }, (_, i) => `${name}${i}@0`));
    const folded = new Map(all.map((keys) => [keys[0] as string, keys]));
    const low = plain(fold(EMPTY, batch(30).events), { folded });
    expect(low.height).toBeLessThan(tall.height);
    expect(low.boxes.size).toBe(3);
  });

  it("without what is hidden may be one card, or none", () => {
    const three = new Set(answers.slice(0, 3));
    const one = plain(state, { folded, hidden: three });
    expect(one.groups.size).toBe(0);
    expect(one.boxes.has("a3@0")).toBe(true);
    const none = plain(state, { folded, hidden: new Set(answers) });
    expect(answers.some((key) => none.boxes.has(key))).toBe(false);
  });
});

describe("what was tidied", () => {
  const pitch = CARD.height + GAP.y;
  const tidied = new Map(
    [...state.cards.keys()].map((key, y) => [key, { column: 1, y: y * pitch }]),
  );

  it("stands where it was put, and what comes after touches nothing", () => {
    const before = plain(state, { tidied });
    const more = batch()
      .add("NodeAdded", { node: "n", inputs: ["q0"] })
      .add("NodeAdded", { node: "m" });
    const after = plain(fold(EMPTY, more.events), { tidied });
    for (const [key, box] of before.boxes) expect(after.boxes.get(key)).toEqual(box);
    const boxes = [...after.boxes.values()];
    expect(boxes).toHaveLength(11);
    boxes.forEach((a, i) => {
      for (const b of boxes.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
    });
  });

  it("takes no more room than it needs: the next step moves up", () => {
    const next = batch(12).add("StepCommitted").add("NodeAdded", { node: "z" });
    const state = fold(EMPTY, next.events);
    const wide = new Map(
      [...state.cards.keys()].slice(0, -1).map((key, column) => [key, { column, y: 0 }]),
    );
    const top = (tidied: typeof wide) => (plain(state, { tidied }).boxes.get("z@1") as Box).top;
    expect(top(wide)).toBeLessThan(top(new Map()));
  });
});
