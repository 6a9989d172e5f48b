// @vitest-environment node
import { describe, expect, it } from "vitest";
import type { RunEvent } from "../src/protocol.ts";
import { textOf } from "../src/store/face.ts";
import { gradientsOf, runState, shownValue, statusOf, undecided } from "../src/store/status.ts";
import { EMPTY, fold, reduce } from "../src/store.ts";
import { asking, Script } from "./events.ts";

const folded = (script: Script) => fold(EMPTY, script.events);
const cardOf = (script: Script, key: string) => {
  const state = folded(script);
  const card = state.cards.get(key);
  if (card === undefined) throw new Error(`no card ${key} in ${[...state.cards.keys()]}`);
  return { state, card, status: statusOf(state, card) };
};

describe("the fold", () => {
  it("is the same one by one as all at once", () => {
    const { events } = asking();
    expect(events.reduce(reduce, EMPTY)).toEqual(fold(EMPTY, events));
  });

  it("leaves the state it was given as it was", () => {
    const script = asking().add("Decided").add("StepCommitted").add("NodeAdded");
    const { events } = script.add("GradientAdded").add("Scored");
    const whole = fold(EMPTY, events);
    for (let cut = 0; cut < events.length; cut++) {
      const before = fold(EMPTY, events.slice(0, cut));
      const copy = structuredClone(before);
      expect(fold(before, events)).toEqual(whole);
      expect(before).toEqual(copy);
    }
    expect(EMPTY.cards.size + EMPTY.nodes.size + EMPTY.calls.size).toBe(0);
  });

  it("skips what it has already", () => {
    const { events } = asking();
    const state = fold(EMPTY, events);
    expect(fold(state, events)).toEqual(state);
  });

  it("takes merged deltas that stand out of order", () => {
    const script = new Script().add("NodeAdded").add("CallStarted");
    script.add("CallStarted", { call: "c2" });
    const state = folded(script);
    const delta = { type: "CallDelta", t: 1, kind: "text" } as const;
    const next = fold(state, [
      { ...delta, seq: 9, call: "c1", text: "late" },
      { ...delta, seq: 8, call: "c2", text: "early" },
    ]);
    expect(next.calls.get("c1")?.text).toBe("late");
    expect(next.calls.get("c2")?.text).toBe("early");
    expect(next.last).toBe(9);
  });

  it("ignores events and ids that it does not know", () => {
    const odd = { type: "SomethingNew", seq: 1, t: 1 } as unknown as RunEvent;
    const inherited = { type: "toString", seq: 2, t: 1 } as unknown as RunEvent;
    expect(fold(EMPTY, [odd, inherited]).last).toBe(2);
    const script = new Script();
    for (const type of [
      "ValueSet",
      "CallDelta",
      "CallFinished",
      "CallFailed",
      "CallRetrying",
    ] as const) {
      script.add(type);
    }
    script.add("GradientAdded").add("Decided").add("ReviewOpened").add("FailureResolved");
    script.add("StepCommitted", { changes: [{ node: "x", old: "", new: "", version: 2 }] });
    expect(folded(script).cards.size).toBe(0);
    expect(undecided(folded(script))).toEqual([]);
  });
});

describe("a call", () => {
  const start = () => new Script().add("NodeAdded", { ready: false, value: "", op: "LLMCall" });

  it("keeps reasoning apart from text", () => {
    const script = start().add("CallStarted").add("CallDelta", { text: "hm", kind: "reasoning" });
    script.add("CallDelta", { text: "so" });
    expect(folded(script).calls.get("c1")).toMatchObject({ text: "so", reasoning: "hm" });
  });

  it("drops the text of a discarded attempt and says so", () => {
    const script = start().add("CallStarted").add("CallDelta").add("CallRetrying");
    const { state, status } = cardOf(script, "q@0");
    expect(state.calls.get("c1")).toMatchObject({
      text: "",
      attempts: ["attempt 1 discarded: reset"],
    });
    expect(status).toBe("retrying");
    expect(cardOf(script.add("CallDelta", { text: "y" }), "q@0").status).toBe("running");
  });

  it("keeps the text of a failed attempt that is not void", () => {
    const script = start()
      .add("CallStarted")
      .add("CallDelta")
      .add("CallRetrying", { discard: false });
    expect(folded(script).calls.get("c1")?.text).toBe("x");
  });

  it("tells a call that waits with the others from one that failed", () => {
    const waiting = { attempt: 0, reason: "slow down", discard: false };
    const state = folded(start().add("CallStarted").add("CallRetrying", waiting));
    expect(state.calls.get("c1")?.attempts).toEqual(["waits: slow down"]);
  });

  it("ends with the whole reply, and is counted once", () => {
    const script = start().add("CallStarted").add("CallFinished").add("CallFinished");
    script.add("CallDelta", { text: "stray" });
    const state = folded(script);
    expect(state.calls.get("c1")).toMatchObject({ text: "because", status: "done" });
    expect(state.totals).toMatchObject({ finished: 1, tokens: 15, cost: 0.01 });
    expect(state.inFlight).toEqual([]);
  });

  it("makes the sum unknown where its cost is unknown", () => {
    const script = start().add("CallStarted").add("CallFinished", { cost: null, tokens_in: null });
    script.add("CallStarted", { call: "c2" }).add("CallFinished", { call: "c2" });
    expect(folded(script).totals).toMatchObject({ cost: null, tokensUnknown: true });
  });

  it("costs what is told, and is unknown where that is unknown, on this machine too", () => {
    const script = start().add("CallStarted").add("CallFinished", { provenance: "local", cost: 0 });
    expect(folded(script).totals.cost).toBe(0);
    script.add("CallStarted", { call: "c2" });
    script.add("CallFinished", { call: "c2", provenance: "local", cost: null });
    expect(folded(script).totals.cost).toBe(null);
  });

  it("names who answered in place of the one that was asked", () => {
    const other = { engine: "near", model: "llama", provenance: "local" } as const;
    const state = folded(start().add("CallStarted").add("CallFinished", other));
    expect(state.provenances).toEqual(["live", "local"]);
    expect(state.calls.get("c1")?.finished).toMatchObject(other);
  });

  it("costs what its attempts took, also where it failed", () => {
    const failed = start().add("CallStarted").add("CallFailed", { cost: 0.25 });
    expect(folded(failed).totals.cost).toBe(0.25);
    expect(folded(failed.add("CallFailed", { call: "c2", cost: null })).totals.cost).toBeNull();
  });

  it("shows on its card: waiting, running, failed, cancelled, cached, done", () => {
    expect(cardOf(start(), "q@0").status).toBe("waiting");
    expect(cardOf(start().add("CallStarted"), "q@0").status).toBe("running");
    const failed = start().add("CallStarted").add("CallFailed");
    expect(cardOf(failed, "q@0").status).toBe("failed");
    const cancelled = start().add("CallStarted").add("CallFailed", { error: "Cancelled" });
    const stopped = cardOf(cancelled.add("ValueSet", { value: "" }), "q@0");
    expect(stopped.status).toBe("cancelled");
    expect(textOf(stopped.state, "q@0")).toBe("");
    const cached = start().add("CallStarted").add("CallFinished", { cached: true }).add("ValueSet");
    expect(cardOf(cached, "q@0").status).toBe("cached");
    const done = start().add("CallStarted").add("CallFinished").add("ValueSet");
    expect(cardOf(done, "q@0").status).toBe("done");
  });
});

describe("a failure", () => {
  it("waits for Retry, then is gone or stands", () => {
    const script = new Script().add("NodeAdded").add("Failed");
    expect(cardOf(script, "q@0").status).toBe("failed");
    expect(runState(folded(script))).toBe("waiting-retry");
    const retried = new Script().add("NodeAdded").add("Failed").add("FailureResolved");
    expect(cardOf(retried, "q@0").status).toBe("done");
    script.add("FailureResolved", { retried: false });
    expect(cardOf(script, "q@0").status).toBe("failed");
    expect(runState(folded(script))).toBe("running");
  });
});

describe("a question", () => {
  it("is open until each proposal is decided", () => {
    const script = asking();
    expect(runState(folded(script))).toBe("asking");
    expect(cardOf(script, "a@0").status).toBe("asking");
    script.add("Decided", { action: "edit", text: "mine", by: "page-1" });
    script.add("Decided", { action: "reject", text: null, by: "page-2" });
    const { state, status } = cardOf(script, "a@0");
    expect(status).toBe("edited");
    expect(state.proposals.get("p1")?.decided?.by).toBe("page-1");
    expect(runState(state)).toBe("running");
    expect(folded(script.add("ReviewClosed")).review).toBeNull();
  });

  it("is over with the run", () => {
    const state = folded(asking().add("RunEnded", { outcome: "interrupted" }));
    expect(undecided(state)).toEqual([]);
    expect(runState(state)).toBe("ended");
  });
});

describe("a lane", () => {
  const committed = () =>
    asking()
      .add("Decided")
      .add("ReviewClosed")
      .add("StepCommitted", { changes: [{ node: "a", old: "was", new: "is", version: 2 }] });

  it("keeps the old value; the next one shows the new", () => {
    const state = folded(committed());
    const value = (key: string) => {
      const card = state.cards.get(key);
      return card && shownValue(state, card);
    };
    expect(value("a@0")).toBe("was");
    expect(value("a@1")).toBe("is");
    expect(state.lanes.map((lane) => [lane.step, lane.begun])).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  it("keeps its gradients when they are cleared for the next", () => {
    const script = committed().add("GradientsCleared", { nodes: ["a"] });
    const state = folded(script);
    const card = state.cards.get("a@0");
    expect(card && gradientsOf(state, card)).toHaveLength(1);
    expect(card?.criticised).toEqual(["l@0"]);
    expect(state.nodes.get("a")?.gradients).toEqual([]);
  });

  it("loses gradients that are cleared while it grows", () => {
    const state = folded(asking().add("GradientsCleared", { nodes: ["a"] }));
    expect(state.cards.get("a@0")?.gradients).toEqual([]);
  });

  it("takes over parameters as cards and the rest as chips", () => {
    const script = committed().add("NodeAdded", {
      node: "l2",
      kind: "loss",
      role: "loss",
      op: "TextLoss",
      inputs: ["a", "q"],
    });
    const state = folded(script);
    expect(state.cards.get("l2@1")).toMatchObject({ from: ["a@1"], chips: ["q"] });
    expect(state.lanes[1]?.begun).toBe(true);
  });

  it("carries a parameter that was rejected when it is used again", () => {
    const script = asking()
      .add("StepCommitted")
      .add("NodeAdded", { node: "l2", inputs: ["a"] });
    const state = folded(script);
    expect(state.cards.get("l2@1")?.from).toEqual(["a@1"]);
    expect(state.cards.get("a@0")?.past?.value).toBe("It takes 1.2 hours.");
  });

  it("draws a shared variable as an edge once, then as chips", () => {
    const script = new Script().add("NodeAdded", { node: "s" });
    for (const node of ["x", "y", "z"]) script.add("NodeAdded", { node, inputs: ["s", "s"] });
    const { cards } = folded(script);
    expect(["x", "y", "z"].map((node) => cards.get(`${node}@0`)?.from.length)).toEqual([1, 0, 0]);
    expect(["x", "y", "z"].map((node) => cards.get(`${node}@0`)?.chips.length)).toEqual([0, 1, 1]);
  });
});

it("keeps roles, notices, phases and the end", () => {
  const script = new Script().add("RunStarted").add("NodeAdded").add("RoleSet").add("Notice");
  script.add("PhaseChanged", { phase: "backward", step: 2 }).add("RunEnded");
  const state = folded(script);
  expect(state.nodes.get("q")?.role).toBe("role");
  expect(state.notices).toHaveLength(1);
  expect(state).toMatchObject({ step: 2, phase: "ended" });
  expect(state.t).toBeCloseTo(0.6);
});

it("what a person said and nothing has read yet stands, once, when gradients are cleared", () => {
  const said = { gradient: "g2", node: "q", author: "human", by: "page-abcdef" } as const;
  const script = new Script()
    .add("NodeAdded")
    .add("GradientAdded")
    .add("GradientAdded", said)
    .add("GradientsCleared", { nodes: ["q"] })
    .add("GradientAdded", said)
    .add("GradientAdded", said);
  const state = fold(EMPTY, script.events);
  expect(state.nodes.get("q")?.gradients).toEqual(["g2"]);
  expect([...state.cards.values()][0]?.gradients).toEqual(["g2"]);
});

it("counts calls that are told in sum with all others, also in their step", () => {
  const script = asking().add("CallsSummed").add("StepCommitted");
  const { totals, summed, steps } = fold(EMPTY, script.events);
  expect(summed).toBe(3);
  expect(totals).toMatchObject({ finished: 3, tokens: 45, cached: 1 });
  expect(totals.cost).toBeCloseTo(0.03);
  expect(steps.find(({ step }) => step === 1)?.totals.tokens).toBe(45);
});
