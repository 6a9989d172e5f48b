// @vitest-environment node
import { describe, expect, it } from "vitest";
import { EMPTY, fold } from "../src/store.ts";
import { asking, candidate, Script } from "./events.ts";

const steps = (script: Script) => fold(EMPTY, script.events).steps;
const scores = (script: Script) => steps(script).map((step) => Object.fromEntries(step.scores));

/** A step for each score: proposed, accepted and committed. */
function scored(...values: number[]): Script {
  const script = new Script().add("NodeAdded");
  values.forEach((score, i) => {
    const [proposal, step] = [`p${i}`, i + 1];
    script.add("ProposalMade", { proposal, candidates: [candidate("new", { score })] });
    script.add("Decided", { proposal }).add("StepCommitted", { step });
  });
  return script;
}

describe("a step", () => {
  it("begins with its first event and ends when it is committed", () => {
    expect(steps(new Script()).map(({ step }) => step)).toEqual([0]);
    const script = asking();
    expect(steps(script).at(-1)).toMatchObject({ step: 1, committed: null });
    script.add("Decided").add("StepCommitted");
    const seq = script.events.length;
    expect(steps(script).at(-1)?.committed).toMatchObject({ seq });
    expect(steps(script.add("NodeAdded")).map(({ step }) => step)).toEqual([0, 1, 2]);
  });

  it("counts the calls that ended in it, and no others", () => {
    const script = asking().add("StepCommitted").add("CallStarted", { call: "c2" });
    script.add("CallFinished", { call: "c2", cost: null });
    expect(steps(script).map(({ totals }) => [totals.finished, totals.cost])).toEqual([
      [0, 0],
      [1, 0.01],
      [1, null],
    ]);
  });

  it("has the score of the candidate that was taken as it was", () => {
    expect(scores(scored(0.4, 0.7))).toEqual([{}, { score: 0.4 }, { score: 0.7 }]);
    const edited = asking().add("ProposalMade", {
      proposal: "p2",
      candidates: [candidate("new", { score: 1 })],
    });
    edited.add("Decided", { proposal: "p2", action: "edit", text: "mine" });
    expect(scores(edited)).toEqual([{}, {}]);
  });

  it("names the variable of each score where there are several", () => {
    const script = new Script()
      .add("NodeAdded", { node: "a", role: "answer" })
      .add("NodeAdded", { node: "b", role: "plan" });
    for (const node of ["a", "b"]) {
      const candidates = [candidate("new", { score: node === "a" ? 1 : 2 })];
      script.add("ProposalMade", { proposal: node, node, candidates });
    }
    script.add("Decided", { proposal: "a" }).add("Decided", { proposal: "b" });
    expect(scores(script)).toEqual([{}, { answer: 1, plan: 2 }]);
  });

  it("has what the user measured after it; the start too", () => {
    const script = scored(0.4).add("Scored", { step: 1, value: 0.9 });
    script.add("Scored", { step: 0, name: "words", value: 12 }).add("Scored", { step: 7 });
    expect(scores(script)).toEqual([{ words: 12 }, { score: 0.9 }]);
  });
});
