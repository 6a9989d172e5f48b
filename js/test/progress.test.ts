// @vitest-environment node
import { describe, expect, it } from "vitest";
import { progress, rounded } from "../src/header/progress.ts";
import type { RunEvent } from "../src/protocol.ts";
import { worked } from "../src/store/pace.ts";
import { EMPTY, fold, reduce, type State } from "../src/store.ts";
import { Script } from "./events.ts";

/** A script whose clock is set by hand. */
class Timed extends Script {
  at(t: number): this {
    (this.events.at(-1) as { t: number }).t = t;
    return this;
  }

  call(call: string, from: number, to: number): this {
    this.add("CallStarted", { call, node: "a" }).at(from);
    return this.add("CallFinished", { call }).at(to);
  }

  state(): State {
    return fold(EMPTY, this.events);
  }
}

/** Two answers of one parameter, and how they were judged. */
const begun = () =>
  new Timed()
    .add("RunStarted")
    .at(0)
    .add("NodeAdded", { node: "p", kind: "parameter", requires_grad: true })
    .at(0)
    .add("PhaseChanged", { phase: "forward", step: 1 })
    .at(0)
    .add("NodeAdded", { node: "a", op: "LLMCall", inputs: ["p"], requires_grad: true })
    .at(0)
    .call("c1", 0, 4)
    .add("NodeAdded", { node: "l", op: "TextLoss", inputs: ["a"], requires_grad: true })
    .at(4)
    .add("CallStarted", { call: "c2", node: "l", purpose: "loss" })
    .at(4)
    .add("CallFinished", { call: "c2" })
    .at(6);

/** A whole step: 6 s forward, 4 s backward, 2 s for a proposal, and a question of 100 s. */
const stepped = () =>
  begun()
    .add("PhaseChanged", { phase: "backward" })
    .at(6)
    .call("g1", 6, 8)
    .call("g2", 8, 10)
    .add("PhaseChanged", { phase: "step" })
    .at(10)
    .call("n1", 10, 12)
    .add("PhaseChanged", { phase: "review" })
    .at(12)
    .add("ReviewOpened")
    .at(12)
    .add("ReviewClosed")
    .at(112)
    .add("StepCommitted")
    .at(112);

const shares = (state: State, t = state.t) => progress(state, t).parts.map(({ share }) => share);

describe("time at work", () => {
  it("leaves out questions and pauses", () => {
    const script = stepped();
    expect(worked(script.state().pace, 112)).toBe(12);
    script.add("Paused").at(113).add("Resumed").at(150);
    expect(worked(script.state().pace, 151)).toBe(14);
  });

  it("stands still while somebody is asked", () => {
    const { pace } = begun().add("CriticismAsked").at(6).state();
    expect([worked(pace, 6), worked(pace, 60)]).toEqual([6, 6]);
  });

  it("is the same however the log is cut", () => {
    const { events } = stepped().add("Paused").at(113).add("Resumed").at(120);
    const one = events.reduce(reduce, EMPTY);
    expect(one.pace).toEqual(fold(EMPTY, events).pace);
  });
});

describe("progress", () => {
  it("does not pretend to know how long the first forward pass is", () => {
    expect(shares(begun().state())).toEqual([null, 0, 0]);
    expect(progress(begun().state(), 6)).toMatchObject({ share: null, left: null });
  });

  it("counts what the graph will take on the way back", () => {
    const script = begun().add("PhaseChanged", { phase: "backward" }).at(6).call("g1", 6, 8);
    expect(shares(script.state())).toEqual([1, 0.5, 0]);
    script.call("g2", 8, 10);
    expect(shares(script.state())).toEqual([1, 1, 0]);
  });

  it("takes the next step to be like the one before", () => {
    const script = stepped().add("PhaseChanged", { phase: "forward", step: 2 }).at(112);
    script.call("d1", 112, 115);
    const state = script.state();
    expect(shares(state)).toEqual([0.5, 0, 0]);
    expect(progress(state, 115)).toMatchObject({ left: 3 + 4 + 2, of: "step" });
    expect(progress(state, 200)).toMatchObject({ left: null });
  });

  it("knows the whole run where its steps are known", () => {
    const script = stepped().add("StepsPlanned", { total: 3 }).at(112);
    script.add("PhaseChanged", { phase: "forward", step: 2 }).at(112).call("d1", 112, 115);
    const known = progress(script.state(), 115);
    expect(known).toMatchObject({ left: 9 + 12, of: "run" });
    expect(known.share).toBeCloseTo((1 + 0.5 / 3) / 3);
  });

  it("goes by counts where a program works piece by piece", () => {
    const script = begun().add("PhaseChanged", { phase: "backward" }).at(6).call("g1", 6, 8);
    script.add("PhaseChanged", { phase: "forward" }).at(8);
    expect(shares(script.state())[1]).toBe(0.5);
  });

  it("is full at the end, and never more than full", () => {
    const ended = stepped().add("RunEnded").at(113).state();
    expect(shares(ended)).toEqual([1, 1, 1]);
    const short = stepped().events.filter(({ type }) => type !== "CallStarted") as RunEvent[];
    for (const share of shares(fold(EMPTY, short))) expect(share).toBeLessThanOrEqual(1);
  });

  it("rounds what nobody can know to the second", () => {
    expect([0.2, 19.5, 21, 130].map(rounded)).toEqual([1, 20, 25, 150]);
  });
});
