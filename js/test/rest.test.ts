/** The rest is left to a policy and taken back; and who one is goes with it. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { asking } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
beforeEach(async () => {
  page = await new Opened().tell(asking());
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
  vi.restoreAllMocks();
  localStorage.clear();
});

const sent = () => page.model.sent.filter(({ type }) => type === "Decide" || type === "SetPolicy");

it("asks to be sure, takes what is shown, and leaves the rest", async () => {
  page.find("[data-action=rest]").click();
  await drawn();
  expect(sent()).toEqual([]);
  expect(page.find(".tgw-why").textContent).toContain("still rejected");
  page.key("Escape", page.find("[data-action=accept-rest]"));
  await drawn();
  page.find("[data-action=rest]").click();
  await drawn();
  page.find("[data-action=accept-rest]").click();
  expect(sent()).toMatchObject([
    { type: "Decide", action: "accept" },
    { type: "SetPolicy", policy: "accept" },
  ]);
});

it("says so in the header, with a way back", async () => {
  const script = asking().add("Decided").add("ReviewClosed").add("PolicyChanged", { who: "Bo" });
  page.model.receive(script.batch(15));
  await drawn();
  expect(page.find(".tgw-accepting").title).toContain("as Bo wanted");
  page.find("[data-action=ask-again]").click();
  expect(sent()).toMatchObject([{ type: "SetPolicy", policy: "ask" }]);
  page.model.receive(script.add("PolicyChanged", { policy: "ask" }).batch(18));
  await drawn();
  expect(page.el.querySelector(".tgw-accepting")).toBeNull();
});

it("a name is kept in the browser, and goes with what is decided", async () => {
  page.find("[data-action=you]").click();
  await drawn();
  const field = page.find<HTMLInputElement>(".tgw-you input");
  field.value = "Ana ";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  page.close();
  page = await new Opened().tell(asking());
  page.key("a");
  expect(sent()).toMatchObject([{ type: "Decide", who: "Ana" }]);
});

it("a browser that keeps nothing breaks nothing", async () => {
  const refuse = () => {
    throw new DOMException("no", "SecurityError");
  };
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(refuse);
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(refuse);
  page.close();
  page = await new Opened().tell(asking());
  page.find("[data-action=you]").click();
  await drawn();
  const field = page.find<HTMLInputElement>(".tgw-you input");
  field.value = "Ana";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  page.key("a");
  expect(sent()).toMatchObject([{ who: "Ana" }]);
});
