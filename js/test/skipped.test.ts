// @vitest-environment node
/** What was left out says so, and why. */

import { expect, it } from "vitest";
import { whySkipped } from "../src/store/skipped.ts";
import { statusOf } from "../src/store/status.ts";
import { EMPTY, fold } from "../src/store.ts";
import { Script } from "./events.ts";

/** Of each card that was skipped, why. */
function skipped(script: Script): Record<string, string> {
  const state = fold(EMPTY, script.events);
  const all = [...state.cards.values()].filter((card) => statusOf(state, card) === "skipped");
  return Object.fromEntries(all.map((card) => [card.key, whySkipped(state, card)]));
}

const made = { kind: "response", op: "LLMCall" } as const;

it("an op that had not begun when the run ended, but not one that was cut off", () => {
  const script = new Script()
    .add("NodeAdded", { ...made, node: "a", ready: false, value: "" })
    .add("NodeAdded", { ...made, node: "b", ready: false, value: "" })
    .add("CallStarted", { call: "c1", node: "b" });
  expect(skipped(script)).toEqual({});
  script.add("CallFailed", { call: "c1", error: "Cancelled" }).add("RunEnded");
  expect(skipped(script)).toEqual({ "a@0": "the run ended first" });
});

it("a branch of backward that leads to no parameter, all along, but not what the program wrote", () => {
  const script = new Script()
    .add("NodeAdded", { node: "p", kind: "parameter" })
    .add("NodeAdded", { node: "text" })
    .add("NodeAdded", { ...made, node: "deep", inputs: ["text"] })
    .add("NodeAdded", { ...made, node: "side", inputs: ["deep"] })
    .add("NodeAdded", { ...made, node: "main", inputs: ["p", "text"] })
    .add("NodeAdded", { ...made, node: "spared", inputs: ["p"] })
    .add("NodeAdded", { ...made, node: "unused", inputs: ["text"] })
    .add("NodeAdded", { kind: "loss", op: "Loss", node: "l", inputs: ["main", "side", "spared"] });
  expect(skipped(script)).toEqual({});
  script.add("GradientAdded", { node: "main", via: "l" });
  const why = "leads to no parameter";
  expect(skipped(script)).toEqual({ "deep@0": why, "side@0": why });
});

it("a parameter that no gradient reached, once its step is over", () => {
  const script = new Script()
    .add("NodeAdded", { node: "p", kind: "parameter" })
    .add("NodeAdded", { node: "other", kind: "parameter" })
    .add("NodeAdded", { kind: "loss", op: "Loss", node: "l", inputs: ["p"] })
    .add("GradientAdded", { node: "p", via: "l" });
  expect(skipped(script)).toEqual({});
  script.add("StepCommitted");
  expect(skipped(script)).toEqual({ "other@0": "no gradient" });
});
