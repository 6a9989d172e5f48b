// @vitest-environment node
import { describe, expect, it } from "vitest";
import { createPast } from "../src/store/past.ts";
import type { StepState } from "../src/store/state.ts";
import { ZERO } from "../src/store/totals.ts";
import { EMPTY, fold } from "../src/store.ts";
import { BOX, costCurves, inDollars, measures, scoreCurves } from "../src/timeline/curves.ts";
import { placeOf, secondAt, trackOf } from "../src/timeline/track.ts";
import { factsOf, fateOf, where } from "../src/timeline/words.ts";
import { asking, Script } from "./events.ts";

const step = (at: number, fields: Partial<StepState> = {}): StepState => ({
  step: at,
  committed: { seq: at, t: at },
  decided: [],
  people: [],
  totals: ZERO,
  scores: new Map(),
  ...fields,
});
const scored = (...values: readonly (number | null)[]) =>
  values.map((value, at) =>
    step(at, { scores: new Map(value === null ? [] : [["score", value]]) }),
  );
const costing = (...costs: readonly (number | null)[]) =>
  costs.map((cost, at) => step(at, { totals: { ...ZERO, cost, tokens: 10 * at } }));
const heights = (path = "") => [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));

describe("the track", () => {
  const track = [0, 1, 11, 12];

  it("gives every step the same room, and time runs within it", () => {
    expect([0, 0.5, 1, 6, 11, 12].map((at) => placeOf(track, at) * 3)).toEqual([
      0, 0.5, 1, 1.5, 2, 3,
    ]);
  });

  it("finds the second of every place again", () => {
    for (let at = 0; at <= 12; at += 0.25)
      expect(secondAt(track, placeOf(track, at))).toBeCloseTo(at);
    expect([secondAt(track, -1), secondAt(track, 2)]).toEqual([0, 12]);
  });

  it("bears a run without time, and one without steps", () => {
    expect(placeOf([0], 5)).toBe(1);
    expect(secondAt([0], 0.5)).toBe(0);
    expect(Number.isFinite(placeOf([0, 0], 0))).toBe(true);
  });

  it("ends with the log while a step goes on", () => {
    const { events } = asking();
    const past = createPast(() => events);
    expect(trackOf(fold(EMPTY, events).steps, past)).toEqual([0, past.length]);
  });
});

describe("the curves", () => {
  it("keep shares of one in their whole; others fill the height", () => {
    const [share] = scoreCurves(scored(0, 0.5, 1));
    const [low, middle, high] = heights(share?.line);
    expect((low ?? 0) + (high ?? 0)).toBeCloseTo(2 * (middle ?? 0));
    const [words] = scoreCurves(scored(100, 200));
    expect(heights(words?.line)).toEqual([low, high]);
  });

  it("pass over a step without a score, and draw one point and equal ones", () => {
    expect(heights(scoreCurves(scored(0.2, null, 0.4))[0]?.line)).toHaveLength(2);
    expect(heights(scoreCurves(scored(null, 7, 7))[0]?.line)).toEqual([50, 50]);
    expect(measures(scored(null, null))).toEqual([]);
  });

  it("show dollars where they are known and any were spent, else tokens", () => {
    expect(inDollars(costing(0, 0.01, 0.02))).toBe(true);
    expect(inDollars(costing(0, 0.01, null))).toBe(false);
    expect(inDollars(costing(0, 0, 0))).toBe(false);
    expect(costCurves(costing(0, 0, 0))?.dollars).toBe(false);
    expect(costCurves([step(0), step(1)])).toBeNull();
  });

  it("rise to what was spent in all, and stay in the box", () => {
    const curves = costCurves(costing(0, 1, 3));
    const rise = heights(curves?.line);
    expect(rise).toEqual([...rise].sort((a, b) => b - a));
    for (const y of rise) expect(y).toBeGreaterThanOrEqual(0);
    for (const [, x] of (curves?.bars ?? "").matchAll(/M([\d.]+)/g)) {
      expect(Number(x)).toBeLessThan(BOX.width);
    }
  });
});

describe("the words", () => {
  it("say what became of a step", () => {
    const fates = (["accept", "edit", "reject"] as const).map((action) =>
      fateOf(step(1, { decided: [action] }), null),
    );
    expect(fates).toEqual(["accepted", "edited", "rejected"]);
    expect(fateOf(step(1, { decided: ["reject", "accept"] }), null)).toBe("accepted");
    const open = step(2, { committed: null });
    const ended = {
      type: "RunEnded",
      seq: 9,
      t: 9,
      message: "",
      by: "",
      who: "",
      seconds: 0,
    } as const;
    expect(fateOf(open, null)).toBe("growing");
    expect(fateOf(open, { ...ended, outcome: "stopped" })).toBe("stopped");
    expect(fateOf(open, { ...ended, outcome: "done" })).toBe("open");
  });

  it("say where in the run a moment is", () => {
    const at = (script: Script) => where(fold(EMPTY, script.events));
    expect(at(new Script().add("RunStarted"))).toBe("beginning, 0:00");
    expect(at(asking())).toBe("step 1, question, 0:01");
    expect(at(asking().add("StepCommitted"))).toBe("after step 1, 0:01");
    expect(at(asking().add("RunEnded"))).toBe("end, 0:01");
  });
});

it("calls who decided by their name, and the person here you; no figure follows a name", () => {
  const people = [
    { by: "page-1", who: "root" },
    { by: "page-2", who: "\u05e9\u05e8\u05d4" },
    { by: "page-1", who: "root" },
  ];
  const facts = factsOf(step(1, { decided: ["accept"], people }), null, "page-1");
  expect(facts[0]).toBe("accepted");
  expect(facts.at(-1)).toBe("by you and \u05e9\u05e8\u05d4");
});
