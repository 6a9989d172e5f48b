/** Who opens a run that is there already sees its picture first. */

import { afterEach, expect, it, vi } from "vitest";
import { asking } from "./events.ts";
import { FakeModel } from "./model.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
afterEach(() => {
  page.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

it("draws the picture, then all else, and the question has the focus", async () => {
  vi.stubGlobal("Path2D", class {});
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  const { events } = asking();
  page = new Opened(new FakeModel({ log: { run: "run1", contract: 1, last: 14, events } }));
  page.find(".tgw-header");
  page.find(".tgw-sheet");
  const room = page.find(".tgw-panel").innerHTML + page.find(".tgw-timeline").innerHTML;
  expect(room).toBe("");
  expect(page.el.querySelector(".tgw-card")).toBeNull();
  await drawn();
  page.find(".tgw-card");
  page.find(".tgw-track");
  const question = page.find(".tgw-review");
  await vi.waitFor(() => expect(question.contains(document.activeElement)).toBe(true), 20_000);
});
