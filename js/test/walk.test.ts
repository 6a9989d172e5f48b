/** Several questions at once, and the sheet of keys. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { following } from "../src/review/walk.ts";
import { asking, type Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
let script: Script;
const here = () =>
  document.activeElement?.closest<HTMLElement>(".tgw-review")?.dataset["proposal"] ?? "";
const press = async (...keys: string[]) => {
  for (const key of keys) {
    page.key(key, document.activeElement ?? undefined);
    await drawn();
  }
};
const decisions = () => page.model.sent.filter(({ type }) => type === "Decide");

beforeEach(async () => {
  script = asking();
  for (const proposal of ["p2", "p3"]) script.add("ProposalMade", { proposal, node: "q" });
  script.add("ReviewOpened", { proposals: ["p1", "p2", "p3"] });
  page = await new Opened().tell(script);
});
afterEach(() => page.close());

const decided = async (proposal: string) => {
  page.model.answer("Decide");
  page.model.receive(script.add("Decided", { proposal }).batch(script.events.length));
  await drawn();
};

describe("of several questions", () => {
  it("n goes to the next and p to the one before, round and round", async () => {
    const seen = [here()];
    for (const key of ["n", "n", "n", "p"]) {
      await press(key);
      seen.push(here());
    }
    expect(seen).toEqual(["p1", "p2", "p3", "p1", "p3"]);
  });

  it("the buttons do the same, and the keys answer the one that has the focus", async () => {
    page.find("[data-proposal=p1] [aria-label='Next question']").click();
    expect(here()).toBe("p2");
    await press("r");
    expect(decisions()).toMatchObject([{ proposal: "p2", action: "reject" }]);
  });

  it("the focus goes on to the one after the one that was decided, then round", async () => {
    await press("n", "a");
    await decided("p2");
    expect(here()).toBe("p3");
    await press("a");
    await decided("p3");
    expect(here()).toBe("p1");
    expect(page.el.querySelector(".tgw-ways")).toBeNull();
  });

  it("the one that is looked at keeps the focus when another tab decides another", async () => {
    await press("p");
    await decided("p1");
    expect(here()).toBe("p3");
  });

  it("an editor that is left gives the focus back to its own", async () => {
    await press("n", "e", "Escape");
    expect(here()).toBe("p2");
  });
});

it("what follows is the question itself while it stands, else the next, else the first", () => {
  expect(following(["a", "b", "c"], ["a", "b", "c"], "b")).toBe("b");
  expect(following(["a", "b", "c"], ["a", "c"], "b")).toBe("c");
  expect(following(["a", "b", "c"], ["a", "b"], "c")).toBe("a");
  expect(following(["a"], ["x"], "a")).toBe("x");
  expect(following(["a"], [], "a")).toBe("");
});

describe("the sheet of keys", () => {
  it("opens at ?, names every key, and closes at Escape with the focus where it was", async () => {
    await press("n", "?");
    const words = page.find("dialog").textContent;
    for (const key of ["a", "e", "r", "n", "p", "Space", "Ctrl ↵", "Esc"]) {
      expect(words).toContain(key);
    }
    page.find("dialog button").focus();
    await press("Escape");
    expect(page.el.querySelector("dialog")).toBeNull();
    expect(here()).toBe("p2");
  });

  it("lets no key through to the question behind it", async () => {
    page.find("[data-action=help]").click();
    await drawn();
    for (const key of ["a", "r", "e"]) page.key(key, page.find("dialog button"));
    await drawn();
    expect(decisions()).toEqual([]);
    expect(page.el.querySelector(".tgw-edit")).toBeNull();
  });
});
