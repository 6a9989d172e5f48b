/** A page without a kernel shows everything and asks for nothing. */

import { afterEach, expect, it, vi } from "vitest";
import { asking, Script } from "./events.ts";
import { drawn } from "./page.ts";

async function opened(script: Script): Promise<HTMLElement> {
  vi.resetModules();
  document.body.innerHTML = '<main id="tgw"></main><script id="tgw-log" type="application/json">';
  const log = { run: "run1", contract: 1, last: script.events.length, events: script.events };
  const place = document.getElementById("tgw-log") as HTMLElement;
  place.textContent = JSON.stringify(log);
  await import("../src/page.tsx");
  await drawn();
  return document.getElementById("tgw") as HTMLElement;
}

afterEach(() => {
  document.body.innerHTML = "";
});

it("shows the run and its decisions", async () => {
  const decided = asking().add("Decided").add("ReviewClosed");
  const changes = [{ node: "a", old: "old", new: "new", version: 2 }];
  decided.add("StepCommitted", { commit: 1, changes });
  const page = await opened(decided.add("RunEnded"));
  expect(page.querySelectorAll(".tgw-card").length).toBeGreaterThan(2);
  expect(page.querySelector(".tgw-decision")).not.toBeNull();
  expect(page.textContent).toContain("Done.");
  expect(page.querySelector("[data-action=undo]")).toBeNull();
  page.querySelector<HTMLElement>(".tgw-card-open")?.click();
  await drawn();
  expect(page.querySelector(".tgw-detail")).not.toBeNull();
});

it("has no control that needs a kernel", async () => {
  const page = await opened(asking().add("Failed"));
  for (const action of ["stop", "retry", "accept", "edit", "reject", "pause"]) {
    expect(page.querySelector(`[data-action="${action}"]`), action).toBeNull();
  }
  expect(page.querySelector(".tgw-review")).toBeNull();
  expect(page.textContent).toContain("had not ended: this is how far");
  expect(page.textContent).not.toContain("our turn");
});

it("does nothing at a key that decides", async () => {
  const page = await opened(asking());
  const root = page.querySelector<HTMLElement>(".tgw");
  for (const key of ["a", "r", "e", "1"]) {
    root?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }
  await drawn();
  expect(page.querySelector(".tgw-message")?.hasAttribute("hidden")).toBe(true);
});

it("is empty and whole without events", async () => {
  const page = await opened(new Script());
  expect(page.querySelector(".tgw-empty")).not.toBeNull();
});

it("gives its log away without a kernel, and nothing that only a kernel can make", async () => {
  const page = await opened(asking());
  const given: Blob[] = [];
  URL.createObjectURL = (blob) => `blob:${given.push(blob as Blob)}`;
  const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
  page.querySelector<HTMLElement>("[data-action=export]")?.click();
  await drawn();
  const forms = [...page.querySelectorAll<HTMLElement>("[data-export]")];
  expect(forms.map(({ dataset }) => dataset["export"])).toEqual(["log"]);
  forms[0]?.click();
  await drawn();
  expect(click).toHaveBeenCalledOnce();
  expect(given[0]?.size).toBeGreaterThan(100);
});
