/** A proposal taken in parts: each change by itself, by mouse and by key. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asking, candidate } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const OLD = "Dry them one by one, and count the hours.";
const NEW = "Dry them all at once, and count the minutes.";

let page: Opened;
const open = async (script = asking({ old: OLD, new: NEW })) => {
  page = await new Opened().tell(script);
};
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
});

const boxes = () => [...page.el.querySelectorAll<HTMLElement>("[role=checkbox]")];
const taken = () => boxes().map((one) => one.getAttribute("aria-checked"));
const decisions = () => page.model.sent.filter(({ type }) => type === "Decide");
const press = async (...keys: string[]) => {
  for (const key of keys) {
    page.key(key, document.activeElement ?? undefined);
    await drawn();
  }
};
const click = async (place: number) => {
  boxes()[place]?.click();
  await drawn();
};

describe("each change", () => {
  beforeEach(() => open());

  it("is taken at first; accepting all of them is an accept", async () => {
    expect(taken()).toEqual(["true", "true"]);
    expect(boxes()[0]?.getAttribute("aria-label")).toBe(
      "Change 1 of 2: “one by one” becomes “all at once”",
    );
    page.key("a");
    expect(decisions()).toMatchObject([{ action: "accept", text: "" }]);
  });

  it("is left by a click: the result shows, and is committed as an edit", async () => {
    await click(1);
    expect(taken()).toEqual(["true", "false"]);
    const text = "Dry them all at once, and count the hours.";
    expect(page.find(".tgw-result .tgw-words").textContent).toBe(text);
    expect(page.find("[data-action=accept]").textContent).toBe("Accept 1 of 2a");
    page.find("[data-action=accept]").click();
    expect(decisions()).toMatchObject([{ action: "edit", text, candidate: 0 }]);
    await drawn();
    expect(page.find("[data-action=accept]").textContent).toBe("Accepting…a");
    expect(page.find("[data-action=edit]").dataset["pending"]).toBe("false");
  });

  it("is taken again by another click; then it is an accept", async () => {
    await click(0);
    await click(0);
    expect(page.el.querySelector(".tgw-result")).toBeNull();
    page.key("a");
    expect(decisions()).toMatchObject([{ action: "accept" }]);
  });

  it("is reached by arrow and left by the space bar, one tab stop for all", async () => {
    expect(boxes().map((one) => one.tabIndex)).toEqual([0, -1]);
    boxes()[0]?.focus();
    await press("ArrowRight", " ");
    expect(document.activeElement).toBe(boxes()[1]);
    expect(boxes().map((one) => one.tabIndex)).toEqual([-1, 0]);
    expect(taken()).toEqual(["true", "false"]);
    await press("Home", "Enter");
    expect(taken()).toEqual(["false", "false"]);
  });

  it("may be left, but not all of them accepted", async () => {
    await click(0);
    await click(1);
    expect(page.find("[data-action=accept]").getAttribute("aria-disabled")).toBe("true");
    expect(page.find(".tgw-same").textContent).toContain("reject");
    page.key("a");
    page.find("[data-action=accept]").click();
    expect(decisions()).toEqual([]);
    page.find("[data-action=take-all]").click();
    await drawn();
    page.key("a");
    expect(decisions()).toMatchObject([{ action: "accept" }]);
  });

  it("that is taken goes into the editor, that is left does not", async () => {
    await click(0);
    page.key("e");
    await drawn();
    expect(page.find<HTMLTextAreaElement>(".tgw-edit").value).toBe(
      "Dry them one by one, and count the minutes.",
    );
  });

  it("stays as it is while text is selected, and once a decision is on its way", async () => {
    vi.stubGlobal("getSelection", () => ({ isCollapsed: false }));
    await click(0);
    expect(taken()).toEqual(["true", "true"]);
    vi.unstubAllGlobals();
    page.key("a");
    await click(0);
    expect(taken()).toEqual(["true", "true"]);
  });
});

it("each candidate keeps its own", async () => {
  const script = asking({ old: OLD, new: NEW });
  const made = script.events.find(({ type }) => type === "ProposalMade");
  Object.assign(made ?? {}, { candidates: [candidate(NEW), candidate("Dry, count the DAYS.")] });
  await open(script);
  await click(0);
  page.key("2");
  await drawn();
  expect(taken()).not.toContain("false");
  page.key("1");
  await drawn();
  expect(taken()).toEqual(["false", "true"]);
});

it("what breaks a constraint is asked about twice, with some of its changes as with all", async () => {
  const script = asking({ old: OLD });
  const made = script.events.find(({ type }) => type === "ProposalMade");
  Object.assign(made ?? {}, { candidates: [candidate(NEW, { broken: ["too long"] })] });
  await open(script);
  await click(0);
  page.key("a");
  await drawn();
  expect(decisions()).toEqual([]);
  expect(page.find("[data-action=accept]").textContent).toBe("Accept 1 of 2 anywaya");
  page.key("a");
  expect(decisions()).toMatchObject([{ action: "edit" }]);
});

it("a single change is read as before: it is accepted or rejected whole", async () => {
  await open(asking({ old: "one two", new: "one 2" }));
  expect(boxes()).toEqual([]);
  expect(page.find(".tgw-diff").tabIndex).toBe(0);
});

describe("old and new", () => {
  const wide = (width: number) =>
    vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(width);
  afterEach(() => vi.restoreAllMocks());

  it("stand side by side where it is wanted and wide enough, and can be taken there", async () => {
    wide(1200);
    await open();
    const [inline, beside] = page.el.querySelectorAll<HTMLElement>(".tgw-layouts button");
    expect(inline?.getAttribute("aria-pressed")).toBe("true");
    beside?.click();
    await drawn();
    const [before, after] = page.el.querySelectorAll(".tgw-diff-row > div");
    expect(before?.textContent).toBe(OLD);
    expect(after?.textContent).toBe(NEW);
    expect(page.find(".tgw-main").dataset["side"]).toBe("true");
    await click(1);
    expect(taken()).toEqual(["true", "false"]);
    expect(page.find(".tgw-result .tgw-words").textContent).toContain("count the hours.");
    await press("2");
    inline?.click();
    await drawn();
    expect(page.el.querySelector(".tgw-diff-row")).toBeNull();
    expect(taken()).toEqual(["true", "false"]);
  });

  it("stay in one text where it is narrow", async () => {
    wide(500);
    await open();
    expect(page.el.querySelector(".tgw-layouts")).toBeNull();
    expect(page.find(".tgw-main").dataset["side"]).toBe("false");
  });
});
