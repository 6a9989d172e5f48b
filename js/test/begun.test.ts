/** What was begun and not sent is there again when the page is loaded anew. */

import { afterEach, beforeEach, expect, it } from "vitest";
import { asking, candidate, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let pages: Opened[] = [];
const opened = async (script: Script) => {
  const page = new Opened();
  pages.push(page);
  return page.tell(script);
};
beforeEach(() => {
  pages = [];
});
afterEach(() => {
  for (const page of pages) page.close();
});

const write = async (page: Opened, text: string) => {
  const field = page.find<HTMLTextAreaElement>("textarea");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
};
const press = async (page: Opened, key: string) => {
  page.key(key);
  page.find(".tgw").dispatchEvent(new KeyboardEvent("keyup", { key, bubbles: true }));
  await drawn();
};
const written = (page: Opened) => page.find<HTMLTextAreaElement>("textarea").value;

const chosen = () => {
  const script = asking();
  const made = script.events.find(({ type }) => type === "ProposalMade");
  Object.assign(made ?? {}, { candidates: [candidate("Two hours."), candidate("Three hours.")] });
  return script;
};

it("an edit that is half made", async () => {
  const page = await opened(asking());
  await press(page, "e");
  await write(page, "half a sen");
  expect(written(await opened(asking()))).toBe("half a sen");
});

it("a reason, and a criticism that was asked for", async () => {
  const page = await opened(asking());
  await press(page, "w");
  await write(page, "too lo");
  expect(written(await opened(asking()))).toBe("too lo");

  const asked = () => new Script().add("RunStarted", { run: "k" }).add("NodeAdded");
  await write(await opened(asked().add("CriticismAsked")), "it is wro");
  expect(written(await opened(asked().add("CriticismAsked")))).toBe("it is wro");
});

it("the candidate that was looked at, and what was picked of a blend", async () => {
  const page = await opened(chosen());
  await press(page, "2");
  await press(page, "x");
  const again = await opened(chosen());
  expect(again.find(".tgw-ask").textContent).toContain("blend");
  expect(again.find(".tgw-blend [aria-checked=true]").textContent).toContain("2");
});

it("and nothing of it in another run, nor what somebody else kept there", async () => {
  const page = await opened(asking());
  await press(page, "e");
  await write(page, "half a sen");
  const other = asking();
  Object.assign(other.events[0] ?? {}, { run: "another" });
  expect((await opened(other)).el.querySelector("textarea")).toBeNull();
  for (const text of ["{", "[]", "[[1],2]", "null"]) {
    sessionStorage.setItem("tgwidget begun third", text);
    Object.assign(other.events[0] ?? {}, { run: "third" });
    expect((await opened(other)).find(".tgw-ask").textContent).toContain("Replace this");
  }
});
