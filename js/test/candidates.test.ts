/** Several texts to choose from, and those that break a constraint. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Candidate } from "../src/protocol.ts";
import { asking, candidate } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const GOOD = candidate("Two hours.", { score: 0.91666, tokens: 3, cost: 0.0012 });
const CHEAP = candidate("Three hours.", { sample: 1, tokens: 1234, cost: null });
const BROKEN = candidate("Four hours.", { sample: 2, broken: ["{name} is gone", "too long: 9"] });
const THREE = [GOOD, CHEAP, BROKEN];

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => page.close());

const ask = async (candidates: readonly Candidate[]) => {
  const script = asking();
  const made = script.events.find((event) => event.type === "ProposalMade");
  Object.assign(made ?? {}, { candidates });
  await page.tell(script);
};
const radios = () => [...page.el.querySelectorAll<HTMLElement>("[role=radio]")];
const checked = () => radios().map((one) => one.getAttribute("aria-checked") === "true");
const added = () => page.find(".tgw-diff").textContent;
const decisions = () => page.model.sent.filter(({ type }) => type === "Decide");
const labels = () =>
  [...page.el.querySelectorAll<HTMLElement>(".tgw-actions [data-action]")].map(
    (one) => one.textContent,
  );
const press = async (...keys: string[]) => {
  for (const key of keys) {
    page.key(key);
    await drawn();
  }
};

describe("several candidates", () => {
  it("stand side by side with score, length, cost and what they break", async () => {
    await ask(THREE);
    expect(radios().map((one) => one.textContent)).toEqual([
      "10.917≈ 3 tokens$0.0012",
      "2≈ 1.2k tokens",
      "3≈ 12 tokens$0.0010",
    ]);
    expect(radios().map((one) => one.getAttribute("aria-label"))).toEqual([
      "Candidate 1, score 0.917, about 3 tokens, $0.0012",
      "Candidate 2, about 1234 tokens",
      "Candidate 3, about 12 tokens, $0.0010, breaks 2 constraints",
    ]);
    expect(checked()).toEqual([true, false, false]);
    expect(added()).toContain("Two");
  });

  it("show what a gate measured, and which examples each fixes and breaks", async () => {
    const measured = { before: 0.5, after: 0.75, examples: 4, broken: ["<b>tea", "oat"] };
    await page.tell(asking().add("Measured", measured));
    const shown = page.find(".tgw-measured");
    expect(shown.textContent).toContain("on 4 held-out examples0.50 → 0.75 better");
    const told = (which: string) =>
      [...shown.querySelectorAll(`[data-examples=${which}] li`)].map((one) => one.textContent);
    expect(told("fixed")).toEqual(["two cups"]);
    expect(told("broken")).toEqual(["<b>tea", "oat"]);
  });

  it("say so where nothing would change", async () => {
    await ask([GOOD, candidate("It takes 1.2 hours.")]);
    expect(page.el.querySelector(".tgw-same")).toBeNull();
    await press("2");
    expect(page.find(".tgw-same").textContent).toContain("nothing would change");
  });

  it("are not there where there is one", async () => {
    await ask([GOOD]);
    expect(radios()).toEqual([]);
    await press("1", "a");
    expect(decisions()).toMatchObject([{ action: "accept", candidate: 0 }]);
  });

  it("are chosen by number; a accepts the chosen one", async () => {
    await ask(THREE);
    await press("9", "2");
    expect(checked()).toEqual([false, true, false]);
    expect(added()).toContain("Three");
    await press("a");
    expect(decisions()).toMatchObject([{ action: "accept", candidate: 1, text: "" }]);
  });

  it("are chosen by arrow, round and round, and by mouse; one of them has the tab stop", async () => {
    await ask(THREE);
    for (const [key, place] of [
      ["ArrowLeft", 2],
      ["ArrowRight", 0],
      ["ArrowDown", 1],
      ["End", 2],
      ["Home", 0],
    ] as const) {
      page.key(key, radios()[checked().indexOf(true)]);
      await drawn();
      expect(checked().indexOf(true)).toBe(place);
      expect(document.activeElement).toBe(radios()[place]);
      expect(radios().map((one) => one.tabIndex)).toEqual(
        [0, 1, 2].map((n) => (n === place ? 0 : -1)),
      );
    }
    radios()[1]?.click();
    await drawn();
    expect(checked().indexOf(true)).toBe(1);
  });

  it("e edits the chosen one, which stays the one while it is edited", async () => {
    await ask(THREE);
    await press("2", "e", "1");
    const field = page.find<HTMLTextAreaElement>(".tgw-edit");
    expect(field.value).toBe("Three hours.");
    page.key("Enter", field, { ctrlKey: true });
    expect(decisions()).toMatchObject([{ action: "edit", candidate: 1, text: "Three hours." }]);
  });

  it("begin with the best that breaks nothing", async () => {
    await ask([BROKEN, GOOD]);
    expect(checked()).toEqual([false, true]);
  });

  it("are told apart in the record of decisions", async () => {
    const script = asking();
    Object.assign(script.events.find(({ type }) => type === "ProposalMade") ?? {}, {
      candidates: THREE,
    });
    script.add("Decided", { candidate: 1, text: "Three hours." }).add("ReviewClosed");
    await page.tell(script);
    page.find<HTMLDetailsElement>(".tgw-decision details").open = true;
    await drawn();
    const told = page.find(".tgw-decision").textContent;
    expect(told).toContain("accepted 2 of 3");
    expect(told).toContain("Three");
  });
});

describe("a candidate that breaks a constraint", () => {
  it("says each thing that it breaks, and offers Edit first", async () => {
    await ask([BROKEN]);
    const lines = [...page.el.querySelectorAll(".tgw-breaks li")].map((one) => one.textContent);
    expect(lines).toEqual(["{name} is gone", "too long: 9"]);
    expect(labels().slice(0, 3)).toEqual(["Edite", "Accept…a", "Rejectr"]);
    expect(page.find(".tgw-asked[data-action]").dataset["action"]).toBe("edit");
  });

  it("is accepted at the second, explicit try, never by a key that is held down", async () => {
    await ask([BROKEN]);
    page.key("a");
    page.key("a", undefined, { repeat: true });
    await drawn();
    expect(decisions()).toEqual([]);
    const button = page.find("[data-action=accept]");
    expect(button.textContent).toBe("Accept anywaya");
    expect(document.activeElement).toBe(button);
    button.click();
    expect(decisions()).toMatchObject([{ action: "accept", candidate: 0 }]);
  });

  it("is asked about anew after another was looked at, or Escape", async () => {
    await ask(THREE);
    await press("3", "a", "1", "3", "a", "Escape", "a");
    expect(decisions()).toEqual([]);
    await press("a");
    expect(decisions()).toMatchObject([{ action: "accept", candidate: 2 }]);
  });

  it("is edited and rejected like any other", async () => {
    await ask([BROKEN]);
    await press("r");
    expect(decisions()).toMatchObject([{ action: "reject" }]);
  });
});
