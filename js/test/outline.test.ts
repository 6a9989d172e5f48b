/** Finding one's way on the page: the outline, the search, a path alone, a batch as one card. */

import axe from "axe-core";
import { afterEach, describe, expect, it } from "vitest";
import { asking, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
afterEach(() => page.close());

const AXE = { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } };

/** Samples with an answer each, under one system prompt. */
function answers(count: number): Script {
  const script = new Script().add("RunStarted");
  script.add("NodeAdded", {
    node: "sys",
    kind: "parameter",
    role: "system prompt",
    value: "brief",
  });
  for (let i = 0; i < count; i++) script.add("NodeAdded", { node: `q${i}`, value: `why ${i}?` });
  for (let i = 0; i < count; i++) {
    const inputs = ["sys", `q${i}`];
    const made = {
      kind: "response",
      op: "LLMCall",
      role: "answer",
      ready: false,
      value: "",
    } as const;
    script.add("NodeAdded", { ...made, node: `a${i}`, inputs });
  }
  return script;
}

const lines = () => [...page.el.querySelectorAll<HTMLElement>("[role=treeitem]")];
const cards = () =>
  [...page.el.querySelectorAll<HTMLElement>(".tgw-card")].map(({ dataset }) => dataset["card"]);
const here = () => (document.activeElement as HTMLElement | null)?.dataset["row"];
const press = async (...keys: string[]) => {
  for (const key of keys) {
    const focused = document.activeElement;
    page.key(key, focused === null || focused === document.body ? undefined : focused);
    await drawn();
  }
};
const type = async (text: string) => {
  const field = page.find<HTMLInputElement>(".tgw-search-field");
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
};

describe("the outline", () => {
  it("says in words what the picture shows, and breaks no rule of axe", async () => {
    const script = asking().add("CallStarted", { call: "c2", node: "l", purpose: "loss" });
    page = await new Opened().tell(script);
    page.find("[data-action=outline]").click();
    await drawn();
    expect(lines().map((line) => line.getAttribute("aria-label"))).toEqual([
      "step 1, 1 your turn, 1 running, 1 given",
      "question, input, given",
      "answer, LLMCall, your turn, 1 gradient",
      "loss, answer, running".replace("answer", "loss"),
    ]);
    const busy = lines().map((line) => line.getAttribute("aria-busy"));
    expect(busy).toEqual(["false", "false", "false", "true"]);
    expect(page.find("[role=tree]").closest("[aria-live], [role=status]")).toBeNull();
    const { violations } = await axe.run(page.el, AXE);
    expect(violations.map(({ id }) => id)).toEqual([]);
  });

  it("is opened with o, walked with arrows and letters, and Enter opens the detail", async () => {
    page = await new Opened().tell(answers(3));
    await press("o");
    expect(here()).toBe("lane 0");
    await press("ArrowDown", "ArrowDown");
    expect(here()).toBe("batch q0@0");
    await press("ArrowLeft");
    expect(lines().map(({ dataset }) => dataset["row"])).not.toContain("q1@0");
    await press("ArrowRight", "ArrowRight", "End");
    expect(here()).toBe("a2@0");
    await press("s");
    expect(here()).toBe("lane 0");
    await press("y");
    expect(here()).toBe("sys@0");
    await press("Enter");
    expect(page.find(".tgw-detail").textContent).toContain("system prompt");
    await press("Escape");
    expect(here()).toBe("sys@0");
  });

  it("takes letters for itself: an a there accepts nothing", async () => {
    page = await new Opened().tell(asking());
    await press("o");
    lines()[0]?.focus();
    await press("a", "r", "e", "1");
    expect(page.model.sent.filter(({ type }) => type === "Decide")).toEqual([]);
    expect(page.el.querySelector(".tgw-edit")).toBeNull();
  });

  it("draws a few lines of thousands, and says how many there are", async () => {
    page = await new Opened().tell(answers(1500));
    page.find("[data-action=outline]").click();
    await drawn();
    for (const row of ["batch a0@0", "batch q0@0"]) {
      const line = lines().find(({ dataset }) => dataset["row"] === row);
      expect(line?.getAttribute("aria-expanded")).toBe("false");
      line?.click();
      await drawn();
    }
    expect(lines().length).toBeLessThan(100);
    const [last] = lines().filter(({ dataset }) => dataset["row"] === "q5@0");
    expect([last?.ariaPosInSet, last?.ariaSetSize, last?.ariaLevel]).toEqual(["6", "1500", "3"]);
    lines()[0]?.focus();
    await press("End");
    expect(here()).toBe("a1499@0");
  });
});

describe("the search", () => {
  it("opens with /, counts, goes round with Enter, and Escape leaves it at what was found", async () => {
    page = await new Opened().tell(answers(3));
    await press("/");
    expect(document.activeElement).toBe(page.find(".tgw-search-field"));
    await type("why");
    expect(page.find(".tgw-count").textContent).toBe("1 of 3");
    await press("Enter", "Enter");
    expect(page.find(".tgw-count").textContent).toBe("3 of 3");
    await press("Enter");
    expect(page.find(".tgw-count").textContent).toBe("1 of 3");
    page.key("Enter", page.find(".tgw-search-field"), { shiftKey: true });
    await drawn();
    expect(page.find(".tgw-count").textContent).toBe("3 of 3");
    const faded = page.el.querySelectorAll(".tgw-card[data-faded=true]");
    expect(faded).toHaveLength(4);
    await press("Escape");
    expect(page.el.querySelector("[data-faded=true]")).toBeNull();
    expect(document.activeElement?.closest<HTMLElement>("[data-card]")?.dataset["card"]).toBe(
      "q2@0",
    );
  });

  it("says so when nothing is found, and fades nothing then", async () => {
    page = await new Opened().tell(answers(3));
    await type("nowhere");
    expect(page.find(".tgw-count").textContent).toBe("none");
    expect(page.el.querySelector("[data-faded=true]")).toBeNull();
  });

  it("opens a batch for as long as its match is looked at", async () => {
    page = await new Opened().tell(answers(20));
    expect(cards()).toEqual(["sys@0", "q0@0", "a0@0"]);
    await type("why 1?");
    expect(cards()).toContain("q1@0");
    await type("system");
    expect(cards()).not.toContain("q1@0");
    await type("why 7?");
    await press("Escape");
    expect(cards()).toContain("q7@0");
  });

  it("finds in the past what stood there then, and not what came later", async () => {
    page = await new Opened().tell(asking({ old: "It takes 1.2 hours." }));
    await type("1.2 hours");
    expect(page.find(".tgw-count").textContent).toBe("1 of 1");
    page.key("Home", page.find("[role=slider]"));
    await drawn();
    expect(page.find(".tgw-count").textContent).toBe("none");
  });

  it("is spoken, and the run is not meanwhile", async () => {
    page = await new Opened().tell(answers(3));
    await new Promise((resolve) => setTimeout(resolve, 2100));
    await type("why");
    expect(page.find("[role=status]").textContent).toBe("1 of 3");
  });
});

describe("a path alone", () => {
  const choose = async (value: string) => {
    const select = page.find<HTMLSelectElement>(".tgw-only select");
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
  };

  it("is chosen in a detail, said above the picture, and cleared there", async () => {
    page = await new Opened().tell(answers(3));
    page.find("[data-card='sys@0'] .tgw-card-open").click();
    await drawn();
    const names = [...page.el.querySelectorAll(".tgw-only option")].map(
      ({ textContent }) => textContent,
    );
    expect(names.slice(2)).toEqual(["answer 1", "answer 2", "answer 3"]);
    await choose("a1@0");
    expect(cards()).toEqual(["sys@0", "a1@0"]);
    expect(page.find(".tgw-filtered").textContent).toContain("system prompt → answer");
    expect(page.find(".tgw-filtered").textContent).toContain("5 cards hidden");
    page.find(".tgw-filtered button").click();
    await drawn();
    expect(cards()).toHaveLength(7);
    expect(document.activeElement).toBe(page.find("[data-action=graph]"));
  });

  it("leaves out what is not on it from outline and search as well", async () => {
    page = await new Opened().tell(answers(3));
    page.find("[data-card='a2@0'] .tgw-card-open").click();
    await drawn();
    await choose("a2@0");
    await type("why");
    expect(page.find(".tgw-count").textContent).toBe("1 of 1");
    page.find("[data-action=outline]").click();
    await drawn();
    const rows = lines().map(({ dataset }) => dataset["row"]);
    expect(rows).toEqual(["lane 0", "sys@0", "q2@0", "a2@0"]);
  });
});

describe("a batch", () => {
  it("above a dozen is one card that says how its members stand, opens, and closes again", async () => {
    const script = answers(13).add("CallStarted", { call: "c1", node: "a4" });
    script.add("ValueSet", { node: "a0" });
    page = await new Opened().tell(script);
    const group = page.find("[data-card='a0@0']");
    const open = group.querySelector(".tgw-card-open");
    expect(open?.getAttribute("aria-label")).toBe("13 × answer, 1 running, 11 waiting, 1 done");
    expect(group.textContent).toContain("11 waiting");
    (open as HTMLElement).click();
    await drawn();
    expect(cards()).toHaveLength(15);
    expect(document.activeElement).toBe(page.find("[data-card='a0@0'] .tgw-card-open"));
    page.find("[data-card='a0@0'] .tgw-fold").click();
    await drawn();
    expect(cards()).toHaveLength(3);
    expect(document.activeElement).toBe(page.find("[data-card='a0@0'] .tgw-card-open"));
  });

  it("of a few is folded by hand, from its first card or from a detail", async () => {
    page = await new Opened().tell(answers(3));
    expect(cards()).toHaveLength(7);
    page.find("[data-card='q2@0'] .tgw-card-open").click();
    await drawn();
    const [fold] = [...page.el.querySelectorAll<HTMLElement>(".tgw-only .tgw-link")];
    expect(fold?.textContent).toBe("Fold the 3 like it");
    fold?.click();
    await drawn();
    expect(cards()).toHaveLength(5);
    expect(page.find(".tgw-only .tgw-link").textContent).toBe("Open the 3 like it");
  });

  it("never folds under the eyes of who reads one of it", async () => {
    const script = answers(12);
    page = await new Opened().tell(script);
    page.find("[data-card='a3@0'] .tgw-card-open").click();
    await drawn();
    const first = script.events.length + 1;
    const made = {
      kind: "response",
      op: "LLMCall",
      role: "answer",
      inputs: ["sys", "q0"],
    } as const;
    page.model.receive(script.add("NodeAdded", { ...made, node: "more" }).batch(first));
    await drawn();
    expect(cards()).toContain("a3@0");
  });
});
