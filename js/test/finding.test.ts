// @vitest-environment node
/** What is found, what is left out, what is folded: pure functions of what happened. */

import { describe, expect, it } from "vitest";
import { batches, folded, MANY } from "../src/finding/batches.ts";
import { farEnds, kept } from "../src/finding/path.ts";
import { moved, type Outlined, rowsOf, typed } from "../src/finding/rows.ts";
import { passage, search } from "../src/finding/search.ts";
import { tally } from "../src/finding/tally.ts";
import { parents } from "../src/store/lineage.ts";
import type { Card } from "../src/store/state.ts";
import { EMPTY, fold } from "../src/store.ts";
import { Script } from "./events.ts";

const told = (script: Script) => fold(EMPTY, script.events);
const llm = { kind: "response", op: "LLMCall", role: "answer" } as const;

/** Questions, their answers under a system prompt, and their losses; a step a lane. */
function learning(samples: number, steps = 1): Script {
  const script = new Script().add("RunStarted");
  script.add("NodeAdded", { node: "sys", kind: "parameter", role: "system prompt" });
  for (let step = 1; step <= steps; step++) {
    for (let i = 0; i < samples; i++) {
      const [q, a, l] = ["q", "a", "l"].map((name) => `${name}${step}.${i}`) as [
        string,
        string,
        string,
      ];
      script.add("NodeAdded", { node: q, role: "question", value: `why ${i}?` });
      script.add("NodeAdded", { ...llm, node: a, inputs: ["sys", q], value: `because ${i}` });
      script.add("NodeAdded", { node: l, kind: "loss", role: "loss", op: "Loss", inputs: [a, q] });
    }
    const losses = Array.from({ length: samples }, (_, i) => `l${step}.${i}`);
    script.add("NodeAdded", {
      node: `s${step}`,
      kind: "sum",
      role: "sum",
      op: "Sum",
      inputs: losses,
    });
    if (step < steps) script.add("StepCommitted", { step });
  }
  return script;
}

const keys = (name: string, samples: number, lane = 0) =>
  Array.from({ length: samples }, (_, i) => `${name}${lane + 1}.${i}@${lane}`);

describe("a batch", () => {
  it("is one op's work on many samples, in one step", () => {
    const found = batches(told(learning(4, 2)));
    const members = found.map((batch) => batch.members);
    const expected = [0, 1].flatMap((lane) => ["q", "a", "l"].map((name) => keys(name, 4, lane)));
    expect(members).toEqual(expected);
    for (const batch of found) expect(batch.key).toBe(batch.members[0]);
  });

  it("keeps apart what is of another op, role, or step, or made from something else", () => {
    const script = new Script();
    for (let i = 0; i < 3; i++) {
      script.add("NodeAdded", { node: `q${i}` });
      script.add("NodeAdded", { ...llm, node: `a${i}`, inputs: [`q${i}`] });
      script.add("NodeAdded", { ...llm, node: `b${i}`, role: "summary", inputs: [`q${i}`] });
      script.add("NodeAdded", { ...llm, node: `c${i}`, op: "Vote", inputs: [`q${i}`] });
      script.add("NodeAdded", { ...llm, node: `d${i}`, inputs: [`b${i}`] });
    }
    expect(batches(told(script)).map(({ key }) => key)).toEqual(
      ["q0", "a0", "b0", "c0", "d0"].map((node) => `${node}@0`),
    );
  });

  it("keeps apart the answers under two system prompts, of one role", () => {
    const script = new Script();
    for (const sys of ["s0", "s1"]) script.add("NodeAdded", { node: sys, role: "system prompt" });
    for (let i = 0; i < 6; i++) {
      script.add("NodeAdded", { node: `q${i}` });
      script.add("NodeAdded", { ...llm, node: `a${i}`, inputs: [`s${i % 2}`, `q${i}`] });
    }
    const [, even, odd] = batches(told(script)).map(({ members }) => members.join());
    expect([even, odd]).toEqual(["a0@0,a2@0,a4@0", "a1@0,a3@0,a5@0"]);
  });

  it("holds no chain: what is made from another is not beside it", () => {
    const script = new Script().add("NodeAdded", { node: "n0" });
    for (let i = 1; i < 9; i++) {
      const role = i % 2 === 0 ? "critique" : "answer";
      script.add("NodeAdded", { ...llm, node: `n${i}`, role, inputs: [`n${i - 1}`] });
    }
    expect(batches(told(script))).toEqual([]);
  });

  it("holds draws from the same inputs, of which all but the first are drawn without edges", () => {
    const script = new Script().add("NodeAdded");
    for (let i = 0; i < 4; i++) script.add("NodeAdded", { ...llm, node: `a${i}`, inputs: ["q"] });
    expect(batches(told(script)).map(({ members }) => members.length)).toEqual([4]);
  });

  it("holds whole samples although each loss shares its question with its answer", () => {
    expect(batches(told(learning(5))).map(({ members }) => members.length)).toEqual([5, 5, 5]);
  });

  it("folds by itself when it is large, and as a person says", () => {
    const all = batches(told(learning(MANY)));
    const more = batches(told(learning(MANY + 1)));
    expect(folded(all, new Map())).toEqual([]);
    expect(folded(more, new Map())).toEqual(more);
    const one = new Map([["a1.0@0", true]]);
    expect(folded(all, one).map(({ key }) => key)).toEqual(["a1.0@0"]);
    expect(folded(more, new Map([["a1.0@0", false]])).map(({ key }) => key)).not.toContain(
      "a1.0@0",
    );
  });

  it("keeps its name while it grows", () => {
    const { events } = learning(9);
    const names = new Set<string>();
    for (let i = 1; i <= events.length; i++) {
      for (const { key } of batches(fold(EMPTY, events.slice(0, i)))) names.add(key);
    }
    expect([...names].sort()).toEqual(["a1.0@0", "l1.0@0", "q1.0@0"]);
  });

  it("counts how its cards stand, what is urgent first", () => {
    const script = new Script();
    for (let i = 0; i < 6; i++) {
      script.add("NodeAdded", { ...llm, node: `a${i}`, ready: false, value: "" });
      if (i > 0) script.add("CallStarted", { call: `c${i}`, node: `a${i}` });
    }
    for (const i of [1, 2]) {
      script.add("CallFinished", { call: `c${i}` }).add("ValueSet", { node: `a${i}` });
    }
    script.add("CallFailed", { call: "c3" });
    const counts = tally(told(script), [...told(script).cards.keys()]);
    const words = counts.map(({ count, word }) => `${count} ${word}`);
    expect(words).toEqual(["1 failed", "2 running", "1 waiting", "2 done"]);
  });
});

describe("search", () => {
  const state = told(
    learning(3)
      .add("GradientAdded", { node: "a1.1", text: "Say <b>WHY</b> (so)." })
      .add("CallStarted", { call: "c9", node: "l1.2" })
      .add("CallDelta", { call: "c9", text: "half a\n  tho" })
      .add("Failed", { node: "q1.0", message: "no key", hint: "set OPENAI" }),
  );

  it.each([
    ["system", ["sys@0"]],
    ["BECAUSE 2", ["a1.2@0"]],
    ["<b>why</b> (so).", ["a1.1@0"]],
    ["half a tho", ["l1.2@0"]],
    ["openai", ["q1.0@0"]],
    ["why 2?", ["q1.2@0"]],
    [".*", []],
    ["  ", []],
  ])("%s is found in role, value, gradient, arriving text and failure", (query, expected) => {
    expect(search(state, query)).toEqual(expected);
  });

  it("finds in reading order, and what stood there in the past", () => {
    const order = [...state.cards.keys()];
    const found = search(state, "s");
    expect(found).toEqual(order.filter((key) => found.includes(key)));
    expect(found.length).toBeGreaterThan(9);
    const { events } = learning(3).add("ValueSet", { node: "a1.0", value: "never mind" });
    expect(search(fold(EMPTY, events), "because 0")).toEqual([]);
    expect(search(fold(EMPTY, events.slice(0, -1)), "because 0")).toEqual(["a1.0@0"]);
  });

  it.each(["[", "(", "\\", "a{2", "^$", "-", "\u{1F600}", "\uD800"])(
    "takes %j as it is",
    (text) => {
      const script = new Script()
        .add("NodeAdded", { value: `x ${text} y` })
        .add("NodeAdded", { node: "b" });
      expect(search(told(script), text)).toEqual(["q@0"]);
    },
  );
});

it("shows of a long text the part that was found, unless the role was", () => {
  const value = `${"a ".repeat(500)}the Needle${" b".repeat(500)}`;
  const state = told(new Script().add("NodeAdded", { role: "hay", value }));
  const found = passage(state, "q@0", "needle");
  expect(found?.match).toBe("Needle");
  expect(found?.before).toMatch(/^….{36}the $/);
  expect(found?.after).toHaveLength(280);
  expect(passage(state, "q@0", "hay")).toBeUndefined();
  expect(passage(state, "q@0", "nowhere")).toBeUndefined();
});

describe("a path", () => {
  const state = told(learning(3, 2));
  const between = (card: string, other: string | null) =>
    [...(kept(state, { card, other }) ?? [])].sort();

  it("leads from a parameter to a loss through one sample alone, either way round", () => {
    const path = ["a2.1@1", "l2.1@1", "sys@1"];
    expect(between("sys@1", "l2.1@1")).toEqual(path);
    expect(between("l2.1@1", "sys@1")).toEqual(path);
  });

  it("follows chips as it follows edges", () => {
    expect(state.cards.get("a2.1@1")?.chips).toEqual(["sys"]);
    expect(between("sys@1", "s2@1")).toHaveLength(8);
  });

  it("of one card is all it was made from and in", () => {
    expect(between("a1.2@0", null)).toEqual(["a1.2@0", "l1.2@0", "q1.2@0", "s1@0", "sys@0"]);
  });

  it("is unknown where an end is not there, as in the past", () => {
    expect(kept(EMPTY, { card: "sys@1", other: "l2.1@1" })).toBeUndefined();
  });

  it("ends at the losses of a parameter, and begins at the parameters of a loss", () => {
    const ends = (key: string) => farEnds(state, key).map((card) => card.key);
    expect(ends("sys@0")).toEqual(["l1.0@0", "l1.1@0", "l1.2@0", "s1@0"]);
    expect(ends("l1.1@0")).toEqual(["sys@0"]);
    expect(ends("q1.1@0")).toEqual([]);
  });
});

describe("the outline", () => {
  const outlined = (script: Script, more: Partial<Outlined> = {}): Outlined => {
    const { cards, lanes, nodes } = told(script);
    const all = batches({ cards, nodes });
    const none = { folded: new Map(), closed: new Set<number>(), hidden: new Set<string>() };
    return { cards, lanes, batches: all, ...none, ...more };
  };

  it("holds every card once, each after what it is made from", () => {
    for (const samples of [1, 2, 5]) {
      const given = outlined(learning(samples, 3));
      const listed = rowsOf(given).flatMap((row) => (row.kind === "card" ? [row.card] : []));
      expect([...listed].sort()).toEqual([...given.cards.keys()].sort());
      for (const [place, key] of listed.entries()) {
        const card = given.cards.get(key) as Card;
        for (const from of parents({ ...given, nodes: new Map() }, card)) {
          expect(listed.indexOf(from.key)).toBeLessThan(place);
        }
      }
    }
  });

  it("says of each line its level, its place among those beside it, and how many those are", () => {
    const rows = rowsOf(outlined(learning(3, 2)));
    for (const parent of new Set(rows.map((row) => row.parent))) {
      const beside = rows.filter((row) => row.parent === parent);
      expect(beside.map(({ at }) => at)).toEqual(beside.map((_, index) => index + 1));
      for (const row of beside) expect(row.of).toBe(beside.length);
    }
    expect(rows.slice(0, 4).map(({ id, level }) => [level, id])).toEqual([
      [1, "lane 0"],
      [2, "sys@0"],
      [2, "batch q1.0@0"],
      [3, "q1.0@0"],
    ]);
  });

  it("lists nothing of what is folded, closed or hidden", () => {
    const script = learning(3, 2);
    const folded = new Map([["a1.0@0", []]]);
    const ids = (more: Partial<Outlined>) => rowsOf(outlined(script, more)).map(({ id }) => id);
    expect(ids({ folded })).not.toContain("a1.1@0");
    expect(ids({ folded })).toContain("batch a1.0@0");
    expect(ids({ closed: new Set([0]) })).not.toContain("sys@0");
    const hidden = new Set(["q1.0@0", "q1.1@0"]);
    expect(ids({ hidden }).slice(0, 3)).toEqual(["lane 0", "sys@0", "q1.2@0"]);
  });

  it("is walked with the arrows, Home and End", () => {
    const rows = rowsOf(outlined(learning(3)));
    const to = (id: string, key: string) => {
      const at = moved(
        rows,
        rows.findIndex((row) => row.id === id),
        key,
      );
      return at === undefined ? undefined : rows[at]?.id;
    };
    expect(to("lane 0", "ArrowUp")).toBe("lane 0");
    expect(to("lane 0", "ArrowDown")).toBe("sys@0");
    expect(to("lane 0", "ArrowRight")).toBe("sys@0");
    expect(to("sys@0", "ArrowRight")).toBeUndefined();
    expect(to("sys@0", "ArrowLeft")).toBe("lane 0");
    expect(to("q1.1@0", "ArrowLeft")).toBe("batch q1.0@0");
    expect(to("batch q1.0@0", "ArrowLeft")).toBeUndefined();
    expect(to("q1.1@0", "Home")).toBe("lane 0");
    expect(to("q1.1@0", "End")).toBe("s1@0");
  });

  it("goes to the line whose name begins with what is typed, round and round", () => {
    const names = ["step 1", "Answer", "answers", "loss", "Äpfel"];
    expect(typed(names, 0, "a")).toBe(1);
    expect(typed(names, 1, "a")).toBe(2);
    expect(typed(names, 2, "a")).toBe(1);
    expect(typed(names, 1, "an")).toBe(1);
    expect(typed(names, 1, "answers")).toBe(2);
    expect(typed(names, 0, "ä")).toBe(4);
    expect(typed(names, 0, "z")).toBe(-1);
  });
});
