/** A run shown again looks as it did, and nothing can be decided in it. */

import { afterEach, expect, test } from "vitest";
import { Script } from "./events.ts";
import { Opened } from "./page.ts";

let page: Opened | undefined;
afterEach(() => page?.close());

test("a question of a replay is seen and not answered", async () => {
  page = new Opened();
  const script = new Script()
    .add("RunStarted")
    .add("Replayed")
    .add("NodeAdded", { node: "v1" })
    .add("ProposalMade", { proposal: "p1", node: "v1" })
    .add("ReviewOpened", { proposals: ["p1"] })
    .add("CriticismAsked", { node: "v1", instruction: "Be a teacher." })
    .add("BreakpointReached", { node: "v1" })
    .add("BudgetReached");
  await page.tell(script);
  expect(page.find(".tgw-replay").textContent).toBe("replay");
  expect(page.find(".tgw-turn").textContent).toBe("Question");
  expect(page.find(".tgw-phase").textContent).toBe("question");
  expect(page.el.querySelectorAll(".tgw-review")).toHaveLength(4);
  expect(page.el.querySelector(".tgw-actions > *, .tgw-review textarea")).toBeNull();
  for (const key of "aergsu") page.key(key);
  expect(page.model.sent.map(({ type }) => type)).toEqual(["Hello"]);
  expect(page.el.textContent).not.toMatch(/your turn/i);
});

test("what was answered is told in words", async () => {
  page = new Opened();
  const script = new Script()
    .add("RunStarted")
    .add("Replayed")
    .add("NodeAdded", { node: "v1", role: "the answer" })
    .add("BreakpointReached", { node: "v1" })
    .add("BudgetReached")
    .add("BreakpointLeft", { seconds: 3 })
    .add("BudgetAnswered");
  await page.tell(script);
  const told = [...page.el.querySelectorAll(".tgw-decision")].map((one) => one.textContent);
  expect(told).toEqual([
    "step 0 budget of this runraised to $2.00 in another tab",
    "step 0 the answercriticism let go on after 3.0 s by ann",
  ]);
});

test("a replay is paused and stopped like a run", async () => {
  page = new Opened();
  await page.tell(new Script().add("RunStarted").add("Replayed"));
  page.find("[data-action=pause]").click();
  page.find("[data-action=stop]").click();
  expect(page.model.sent.map(({ type }) => type)).toEqual(["Hello", "Pause", "Stop"]);
});
