import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { asking, Script } from "./events.ts";
import { drawn, Opened, settled } from "./page.ts";

const OLD = "It takes 1.2 hours.";
const NEW = "It still takes 1 hour.";

/** A step that was accepted, and a second question. */
function second(): Script {
  const script = asking().add("Decided", { text: NEW }).add("ReviewClosed");
  script.add("StepCommitted", { changes: [{ node: "a", old: OLD, new: NEW, version: 2 }] });
  script.add("Scored", { step: 1, value: 0.75 });
  script.add("PhaseChanged", { phase: "forward", step: 2 });
  script.add("NodeAdded", {
    node: "l2",
    kind: "loss",
    role: "loss",
    op: "TextLoss",
    inputs: ["a"],
  });
  script.add("ProposalMade", { proposal: "p2", node: "a", old: NEW, version: 2 });
  return script.add("ReviewOpened", { review: "r2", proposals: ["p2"] });
}

let page: Opened;
beforeEach(async () => {
  page = await new Opened().tell(second());
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
});

const handle = () => page.find("[role=slider]");
const said = () => handle().getAttribute("aria-valuetext");
const text = (selector: string) => page.el.querySelector(selector)?.textContent ?? null;
const press = async (...keys: readonly string[]) => {
  for (const key of keys) {
    page.key(key, handle());
    await settled();
  }
};

describe("the strip", () => {
  it("has a mark for each step, which says what became of it", () => {
    const marks = [...page.el.querySelectorAll<HTMLElement>(".tgw-step-mark")];
    expect(marks.map(({ dataset }) => dataset["fate"])).toEqual(["start", "accepted", "growing"]);
    expect(marks[1]?.title).toMatch(/^step 1: accepted, score 0\.75, .*15 tokens, \$0\.0100/);
  });

  it("tells the steps that were undone", async () => {
    const script = new Script().add("NodeAdded", { node: "a" });
    for (const step of [1, 2]) {
      const changes = [{ node: "a", old: OLD, new: NEW, version: step + 1 }];
      script.add("StepCommitted", { step, commit: step, parent: step - 1, changes });
    }
    page.close();
    page = await new Opened().tell(script.add("HistoryMoved", { commit: 1 }));
    const marks = [...page.el.querySelectorAll<HTMLElement>(".tgw-step-mark")];
    expect(marks.map(({ dataset }) => dataset["undone"])).toEqual(["false", "false", "true"]);
    expect(marks[2]?.title).toContain("undone");
  });

  it("is absent where nothing has happened", async () => {
    page.close();
    page = await new Opened().tell(new Script().add("RunStarted"));
    expect(page.el.querySelector(".tgw-timeline")).toBeNull();
  });
});

describe("the past", () => {
  it("is gone to by key: moments, steps, the beginning, and now", async () => {
    expect(said()).toMatch(/^now, step 2, /);
    await press("PageDown");
    expect(said()).toMatch(/^after step 1, /);
    expect(text("[data-card='a@1'] .tgw-text")).toBe(NEW);
    await press("ArrowLeft", "ArrowLeft", "ArrowLeft");
    expect(said()).toMatch(/^step 1, question, /);
    expect(text("[data-card='a@0'] .tgw-text")).toBe(OLD);
    expect(page.el.querySelector("[data-card='a@1']")).toBeNull();
    expect(text(".tgw-past-where")).toBe(said());
    await press("Home");
    expect(said()).toBe("beginning, 0:00");
    await press("End");
    expect(said()).toMatch(/^now, /);
    expect(page.el.querySelector(".tgw-past")).toBeNull();
  });

  it("decides nothing: the question is one click away, as it was left", async () => {
    await press("PageDown");
    expect(page.find(".tgw-review").closest("[hidden]")).not.toBeNull();
    for (const key of ["a", "e", "r", "1", "n"]) page.key(key);
    await drawn();
    expect(page.model.sent.map(({ type }) => type)).toEqual(["Hello"]);
    page.find(".tgw-return").click();
    await drawn();
    expect(page.find(".tgw-review").closest("[hidden]")).toBeNull();
    expect(document.activeElement).toBe(page.find(".tgw-review"));
    page.key("a");
    expect(page.model.sent.at(-1)).toMatchObject({ type: "Decide", proposal: "p2" });
  });

  it("shows what was asked then, to read only", async () => {
    await press("PageDown", "ArrowLeft", "ArrowLeft", "ArrowLeft");
    expect(text(".tgw-then p")).toBe("answer · accepted later");
    expect(text(".tgw-then ins")).toBe("still ");
    expect(page.el.querySelector(".tgw-then button")).toBeNull();
  });

  it("stays while the run goes on", async () => {
    await press("PageDown");
    const before = [said(), text("[data-card='a@1'] .tgw-text")];
    const script = second();
    const first = script.events.length + 1;
    script.add("Decided", { proposal: "p2", action: "reject", text: null }).add("ReviewClosed");
    page.model.receive(script.add("StepCommitted", { step: 2 }).batch(first));
    await drawn();
    expect([said(), text("[data-card='a@1'] .tgw-text")]).toEqual(before);
    const fates = [...page.el.querySelectorAll<HTMLElement>(".tgw-step-mark")];
    expect(fates.at(-1)?.dataset["fate"]).toBe("rejected");
  });

  it("is left by Escape, after what was opened in it", async () => {
    await press("PageDown");
    page.find("[data-card='a@0'] .tgw-card-open").click();
    await drawn();
    page.key("Escape");
    await drawn();
    expect(page.el.querySelector(".tgw-detail")).toBeNull();
    expect(page.el.querySelector(".tgw-past")).not.toBeNull();
    page.key("Escape");
    await drawn();
    expect(page.el.querySelector(".tgw-past")).toBeNull();
  });

  it("pleases axe, the comparison open", async () => {
    await press("PageDown");
    page.find("[data-action=compare]").click();
    await drawn();
    const { violations } = await axe.run(page.el);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  });
});

describe("a replay", () => {
  const frames: FrameRequestCallback[] = [];
  beforeEach(() => {
    frames.length = 0;
    vi.spyOn(globalThis, "requestAnimationFrame").mockImplementation((draw) => frames.push(draw));
  });
  afterEach(() => vi.restoreAllMocks());
  /** Let so many seconds pass, in pictures of a tenth. */
  const pass = async (seconds: number) => {
    let now = performance.now();
    for (let i = 0; i < seconds * 10; i++) {
      now += 100;
      for (const draw of frames.splice(0)) draw(now);
    }
    await settled();
  };

  it("plays from the beginning, faster if wanted, and ends with the present", async () => {
    page.find("[data-action=replay]").click();
    await settled();
    expect(said()).toBe("beginning, 0:00");
    await pass(1.2);
    expect(said()).toMatch(/^step 1, /);
    const speed = page.find<HTMLSelectElement>(".tgw-transport select");
    speed.value = "20";
    speed.dispatchEvent(new Event("change", { bubbles: true }));
    await pass(0.5);
    expect(said()).toMatch(/^now, /);
    expect(page.find("[data-action=replay]").getAttribute("aria-label")).toBe("Replay the run");
  });

  it("stops where the person stops it, and goes on from there", async () => {
    await press("PageDown");
    page.key(" ", handle());
    await pass(0.1);
    page.key(" ", handle());
    await pass(0.1);
    const there = said();
    await pass(3);
    expect(said()).toBe(there);
    expect(there).not.toMatch(/^now|^beginning/);
  });
});

describe("the comparison", () => {
  it("shows what two steps make of each text, and their figures", async () => {
    page.find("[data-action=compare]").click();
    await drawn();
    expect(text(".tgw-compare h4")).toBe("answer");
    expect([text(".tgw-compare del"), text(".tgw-compare ins")]).toEqual(["1.2 hours", "still "]);
    expect(text(".tgw-difference")).toBe("for $0.0100");
    expect(text(".tgw-compare-facts")).toContain("step 1 · accepted · score 0.75");
  });

  it("takes other steps, by list, and says where nothing differs", async () => {
    page.find("[data-action=compare]").click();
    await drawn();
    const [from] = page.el.querySelectorAll<HTMLSelectElement>(".tgw-compare select");
    if (from === undefined) throw new Error("no list");
    from.value = "2";
    from.dispatchEvent(new Event("change", { bubbles: true }));
    await drawn();
    expect(text(".tgw-compare")).toContain("No text differs");
    page.key("Escape");
    await drawn();
    expect(page.el.querySelector(".tgw-compare")).toBeNull();
  });
});
