/** Undo and redo, by key and by button, while a question is open and after the end. */

import { afterEach, beforeEach, expect, it } from "vitest";
import type { Change } from "../src/protocol.ts";
import { Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
});

const change = (before: string, after: string, version: number): Change => {
  return { node: "q", old: before, new: after, version };
};
const committed = () =>
  new Script()
    .add("RunStarted")
    .add("NodeAdded", { role: "answer", value: "old", kind: "parameter" })
    .add("ProposalMade")
    .add("Decided")
    .add("StepCommitted", { commit: 1, parent: 0, changes: [change("old", "new", 2)] });
const undone = (script: Script) =>
  script.add("HistoryMoved", { commit: 0, way: "undo", changes: [change("new", "old", 3)] });
const newest = () => [...page.el.querySelectorAll("[data-node=q]")].at(-1)?.textContent ?? "";
const asked = () => page.model.sent.filter(({ type }) => type === "Undo" || type === "Redo");

it("is not offered before a step was committed", async () => {
  await page.tell(new Script().add("RunStarted").add("NodeAdded"));
  page.key("u");
  page.key("y");
  expect(asked()).toEqual([]);
});

it("takes the last step back by key and by button, and says where the values stand", async () => {
  const script = committed();
  await page.tell(script);
  expect(newest()).toContain("new");
  page.key("y");
  page.key("u");
  expect(asked().map(({ type }) => type)).toEqual(["Undo"]);
  page.model.answer("Undo");
  const first = script.events.length + 1;
  page.model.receive(undone(script).batch(first));
  await drawn();
  expect(page.find(".tgw-undone").textContent).toBe("The values are those of the beginning again.");
  expect(newest()).toContain("old");
  page.find("[data-action=undo]").click();
  page.find("[data-action=redo]").click();
  expect(asked().map(({ type }) => type)).toEqual(["Undo", "Redo"]);
});

it("cannot be redone once another step was committed", async () => {
  const after = { commit: 2, parent: 0, changes: [change("old", "other", 4)] };
  await page.tell(undone(committed()).add("StepCommitted", after));
  page.key("y");
  expect(asked()).toEqual([]);
  expect(page.el.querySelector(".tgw-undone")).toBeNull();
});
