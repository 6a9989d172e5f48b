/** The committed steps as a tree: seen, gone to, named, and merged from. */

import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { differences, lineOf, treeOf } from "../src/history/tree.ts";
import type { Change } from "../src/protocol.ts";
import type { CommitState } from "../src/store/state.ts";
import { EMPTY, fold } from "../src/store.ts";
import { Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const change = (before: string, after: string, version: number): Change => {
  return { node: "a", old: before, new: after, version };
};

/** 0 → 1 → 2 → 3 and 1 → 4, which is where the values stand. */
function branches(): Script {
  return new Script()
    .add("RunStarted")
    .add("NodeAdded", { node: "a", kind: "parameter", role: "answer", value: "zero" })
    .add("ParametersSet", { nodes: ["a"] })
    .add("StepCommitted", { step: 1, commit: 1, parent: 0, changes: [change("zero", "one", 2)] })
    .add("ProposalMade", { proposal: "p2", node: "a", old: "one" })
    .add("Decided", { proposal: "p2", by: "page-abcdef", who: "Ana", seconds: 12 })
    .add("StepCommitted", { step: 2, commit: 2, parent: 1, changes: [change("one", "two", 3)] })
    .add("StepCommitted", { step: 3, commit: 3, parent: 2, changes: [change("two", "three", 4)] })
    .add("HistoryMoved", { commit: 1, way: "checkout", changes: [change("three", "one", 5)] })
    .add("StepCommitted", { step: 4, commit: 4, parent: 1, changes: [change("one", "four", 6)] });
}

/** The same, with a question open. */
function asking(): Script {
  return branches()
    .add("ProposalMade", { proposal: "q", node: "a", old: "four", version: 6 })
    .add("ReviewOpened", { proposals: ["q"] });
}

describe("the picture", () => {
  const commit = (commit: number, parent: number | null): CommitState => {
    return { commit, parent, step: commit, changes: [], source: null, who: "", name: "" };
  };
  const rows = (commits: readonly CommitState[]) =>
    treeOf(commits).spots.map(({ column, row }) => `${column}.${row}`);

  it("is a row for each branch, and no two commits share a spot", () => {
    const line = [commit(0, null), commit(1, 0), commit(2, 1), commit(3, 2)];
    expect(rows(line)).toEqual(["0.0", "1.0", "2.0", "3.0"]);
    expect(rows([...line, commit(4, 1), commit(5, 1)])).toEqual([...rows(line), "2.1", "2.2"]);
    const many = Array.from({ length: 200 }, (_, at) =>
      commit(at, at === 0 ? null : Math.floor(((at * 7919) % 100) * at * 0.01)),
    );
    expect(new Set(rows(many)).size).toBe(200);
  });

  it("ends where a log says that a commit was made on itself", () => {
    const strange = [commit(0, null), commit(1, 1), commit(2, 3), commit(3, 2)];
    expect(treeOf(strange).spots).toHaveLength(4);
    expect([...lineOf(strange, 3)]).toEqual([3, 2]);
  });

  it("tells what is different at another commit", () => {
    const state = fold(EMPTY, branches().events);
    const there = (to: number) => differences(state, to).map((one) => [one.here, one.there]);
    expect([0, 1, 3, 4].map(there)).toEqual([
      [["four", "zero"]],
      [["four", "one"]],
      [["four", "three"]],
      [],
    ]);
  });
});

describe("in the page", () => {
  let page: Opened;
  beforeEach(() => {
    page = new Opened();
  });
  afterEach(() => {
    page.close();
    document.body.replaceChildren();
  });
  const mark = (commit: number) => page.find(`[data-commit="${commit}"]`);
  const about = () => page.find(".tgw-commit-about").textContent;
  const sent = (type: string) => page.model.sent.filter((one) => one.type === type);

  it("it shows itself where there is a branch, and where it is wanted", async () => {
    const line = branches();
    line.events.splice(8);
    await page.tell(line);
    expect(page.el.querySelector(".tgw-history")).toBeNull();
    page.key("h");
    await drawn();
    expect(mark(3).dataset["here"]).toBe("true");
    page.find("[data-action=history]").click();
    await drawn();
    expect(page.el.querySelector(".tgw-history")).toBeNull();
  });

  it("goes to a commit by key, names it, and takes its text over", async () => {
    await page.tell(branches());
    expect(mark(4).getAttribute("aria-current")).toBe("step");
    for (const key of ["ArrowUp", "ArrowRight"]) {
      page.key(key, page.find('.tgw-commit[aria-pressed="true"]'));
      await drawn();
    }
    expect(mark(3).getAttribute("aria-pressed")).toBe("true");
    expect(mark(2).title).toMatch(/accepted, .*by Ana/);
    expect(about()).toContain("three");
    page.find("[data-action=merge]").click();
    page.find("[data-action=checkout]").click();
    expect(sent("Merge")).toMatchObject([{ node: "a", source: 3 }]);
    expect(sent("Checkout")).toMatchObject([{ commit: 3 }]);
    page.find("[data-action=rename]").click();
    await drawn();
    const field = page.find<HTMLInputElement>(".tgw-commit-actions input");
    field.value = " good ";
    page.key("Enter", field);
    expect(sent("NameCommit")).toMatchObject([{ commit: 3, name: "good" }]);
    const named = branches().add("CommitNamed", { commit: 3, name: "good" });
    page.model.receive(named.batch(named.events.length));
    await drawn();
    expect(mark(3).textContent).toBe("good");
    expect(about()).toContain("step 3");
    expect((await axe.run(page.find(".tgw-history"))).violations).toEqual([]);
  });

  it("leaves an open question only when it is told so twice", async () => {
    await page.tell(asking());
    mark(2).click();
    await drawn();
    page.find("[data-action=checkout]").click();
    await drawn();
    expect(sent("Checkout")).toEqual([]);
    expect(page.find("[data-action=checkout]").textContent).toContain("leave the question");
    page.find("[data-action=checkout]").click();
    expect(sent("Checkout")).toHaveLength(1);
  });

  it("is there to be read in the past", async () => {
    await page.tell(branches());
    mark(2).click();
    await drawn();
    page.key("PageDown", page.find("[role=slider]"));
    await drawn();
    expect(page.el.querySelector("[data-action=checkout], [data-action=merge]")).toBeNull();
  });
});
