/** What a run may spend: how much of it is gone, and the question when it is reached. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { amount, limits } from "../src/format.ts";
import type { BudgetReached } from "../src/protocol.ts";
import { doubled } from "../src/review/OverBudget.tsx";
import { asking, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
});

const reached = () => new Script().add("RunStarted").add("BudgetSet").add("BudgetReached");
const sent = () => page.model.sent.filter((one) => one.type !== "Hello");
const more = async (script: Script, change: (script: Script) => Script) => {
  const first = script.events.length + 1;
  page.model.receive(change(script).batch(first));
  await drawn();
};

describe("the header", () => {
  it("shows what was spent of the budget, once there is one", async () => {
    const script = new Script().add("RunStarted").add("CallStarted").add("CallFinished");
    await page.tell(script);
    expect(page.find(".tgw-cost").textContent).toBe("$0.0100");
    await more(script, (one) => one.add("BudgetSet", { calls: 5 }));
    expect(page.find(".tgw-cost").textContent).toBe("$0.0100 of $1.00");
    await more(script, (one) => one.add("BudgetSet", { usd: null, calls: 5 }));
    expect(page.find(".tgw-cost").textContent).toBe("1 of 5 calls");
    page.find("[data-action=details]").click();
    await drawn();
    expect(page.find(".tgw-run-facts").textContent).toContain("budget5 calls");
  });
});

describe("a budget that is reached", () => {
  it("is this person's turn, and says what is spent and what is wanted", async () => {
    await page.tell(reached());
    const question = page.find("[data-ask=b1]");
    for (const part of ["Your turn", "this run", "$0.98 of $1.00", "up to $0.04", "is kept"]) {
      expect(question.textContent).toContain(part);
    }
    expect(page.find(".tgw").dataset["runState"]).toBe("asking");
    expect(page.find("[role=status]").textContent).toBe(
      "Your turn: the budget is reached, $0.98 of $1.00.",
    );
    expect(document.activeElement).toBe(question);
  });

  it("is raised to twice as much, once", async () => {
    await page.tell(reached());
    const button = page.find("[data-action=raise]");
    expect(button.textContent).toBe("Raise to $2.00");
    button.click();
    await drawn();
    page.find("[data-action=raise]").click();
    page.find("[data-action=stop-here]").click();
    expect(sent()).toMatchObject([{ type: "RaiseBudget", ask: "b1", limit: 2 }]);
    expect(page.find("[data-action=raise]").textContent).toBe("Raising…");
  });

  it("or the run is stopped", async () => {
    await page.tell(reached());
    page.find("[data-action=stop-here]").click();
    expect(sent()).toMatchObject([{ type: "Stop", who: "" }]);
  });

  it.each(["a", "r", "e", "1"])("is not answered by the key %s", async (key) => {
    const script = asking().add("BudgetReached");
    await page.tell(script);
    page.key(key, page.find("[data-ask=b1]"));
    expect(sent()).toEqual([]);
  });

  it.each([
    ["raised", (script: Script) => script.add("BudgetAnswered")],
    ["given up", (script: Script) => script.add("BudgetAnswered", { limit: null, by: "" })],
    ["over with the run", (script: Script) => script.add("RunEnded", { outcome: "stopped" })],
  ])("is gone when it is %s", async (_, change) => {
    const script = reached();
    await page.tell(script);
    await more(script, change);
    expect(page.el.querySelector("[data-ask]")).toBeNull();
    expect(page.find(".tgw").dataset["runState"]).not.toBe("asking");
  });

  it("is what a call waits for, on its card and in the header, until it is raised", async () => {
    const waits = { attempt: 0, wait: 0, reason: "the budget of this run has no room for it" };
    const script = new Script().add("RunStarted").add("NodeAdded").add("NodeAdded", { node: "b" });
    script.add("CallStarted").add("CallRetrying", { ...waits, discard: false });
    await page.tell(script.add("BudgetReached"));
    const told = () =>
      [".tgw-calls", ".tgw-status", ".tgw-text"].map((one) => page.find(one).textContent);
    expect(told()).toEqual(["1 call waiting", "waiting", `waits: ${waits.reason}`]);
    await more(script, (one) => one.add("CallStarted", { call: "c2", node: "b" }));
    expect(told()[0]).toBe("2 calls, 1 waiting");
    await more(script, (one) => one.add("BudgetAnswered"));
    expect(told()).toEqual(["2 calls", "running", ""]);
  });

  it("does not go on where the provider makes a call wait", async () => {
    const reason = "simulated asked its callers to slow down";
    const script = reached().add("NodeAdded").add("CallStarted");
    await page.tell(script.add("CallRetrying", { attempt: 0, wait: 9, reason, discard: false }));
    await more(script, (one) => one.add("BudgetAnswered"));
    expect(page.find(".tgw-status").textContent).toBe("waiting");
    await more(script, (one) => one.add("CallDelta"));
    expect(page.find(".tgw-status").textContent).toBe("running");
  });

  it("of several stands beside the others", async () => {
    const script = reached().add("BudgetReached", { ask: "b2", whose: "all runs" });
    await page.tell(script);
    expect(page.find("[data-ask=b1]").textContent).toContain("1 of 2");
    expect(page.find("[data-ask=b2]").textContent).toContain("2 of 2");
    await more(script, (one) => one.add("BudgetAnswered"));
    expect(page.find("[data-ask]").textContent).toContain("all runs");
  });

  it("is no question where nobody waits for the answer", async () => {
    await page.tell(new Script().add("RunStarted").add("BudgetReached", { waiting: false }));
    expect(page.el.querySelector("[data-ask]")).toBeNull();
  });
});

describe("the raised limit", () => {
  const of = (fields: Partial<BudgetReached>) =>
    doubled({ spent: 0, limit: 1, need: 0, ...fields } as BudgetReached);

  it.each([
    [{}, 2],
    [{ spent: 0.98, need: 0.04 }, 2],
    [{ spent: 0.5, need: 3 }, 4],
    [{ limit: 0, need: 5 }, 5],
    [{ limit: 0 }, 1],
  ])("of %o is %d", (fields, limit) => {
    expect(of(fields)).toBe(limit);
  });
});

describe("amounts", () => {
  it.each([
    ["usd", 2, "$2.00"],
    ["usd", 0.00012, "$0.00012"],
    ["usd", 0, "$0.00"],
    ["tokens", 12_345, "12k tokens"],
    ["calls", 1, "1 call"],
    ["seconds", 90, "90 seconds"],
    ["seconds", 0.25, "0.3 seconds"],
  ] as const)("in %s: %d is %s", (what, much, said) => {
    expect(amount(what, much)).toBe(said);
  });

  it("are joined, and empty without a budget", () => {
    const none = { usd: null, tokens: null, calls: null, seconds: null };
    const set = { type: "BudgetSet", seq: 1, t: 0 } as const;
    expect(limits({ ...set, ...none, usd: 1, tokens: 5000 })).toBe("$1.00 and 5.0k tokens");
    expect(limits({ ...set, ...none })).toBe("");
    expect(limits(null)).toBe("");
  });
});
