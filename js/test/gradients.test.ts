/** Gradients in a person's hand, and criticism that waits at a breakpoint. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { saidSince } from "../src/store/gradients.ts";
import { EMPTY } from "../src/store/state.ts";
import { fold } from "../src/store.ts";
import { asking, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
});

const arrived = (gradient: string, text: string) =>
  ({ gradient, text, via: "l", author: "model" }) as const;

/** p → a → l, and what l said of a waits before it goes on to p. */
const stopped = (...texts: readonly string[]) =>
  new Script()
    .add("RunStarted")
    .add("NodeAdded", { node: "p", kind: "parameter", role: "prompt", requires_grad: true })
    .add("NodeAdded", {
      node: "a",
      kind: "response",
      role: "answer",
      op: "LLMCall",
      inputs: ["p"],
      requires_grad: true,
    })
    .add("NodeAdded", { node: "l", kind: "loss", role: "loss", op: "TextLoss", inputs: ["a"] })
    .add("BreakpointSet", { node: "a" })
    .add("BreakpointReached", {
      node: "a",
      arrived: texts.map((text, i) => arrived(`g${i + 1}`, text)),
      onto: ["p"],
    });
const more = async (script: Script, change: (script: Script) => Script) => {
  const first = script.events.length + 1;
  page.model.receive(change(script).batch(first));
  await drawn();
};
const sent = (type: string) => page.model.sent.filter((one) => one.type === type);
const open = async (node: string) => {
  page.find(`[data-node=${node}] .tgw-card-open`).click();
  await drawn();
};
const write = async (text: string) => {
  const field = page.find<HTMLTextAreaElement>("[data-gradient] textarea");
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
  return field;
};
const folded = (script: Script) => fold(EMPTY, script.events);

describe("what a person makes of a gradient", () => {
  it("is theirs, with what the model had said, and the model's again with its own words", () => {
    const script = asking().add("GradientChanged", { node: "a", text: "mine" });
    const one = folded(script).gradients.get("g1");
    expect(one).toMatchObject({ text: "mine", author: "human", original: "They dry in parallel." });
    expect(one).toMatchObject({ by: "page-abcdef", who: "ann", version: 2 });
    script.add("GradientChanged", { node: "a", text: "They dry in parallel.", version: 3 });
    expect(folded(script).gradients.get("g1")).toMatchObject({ author: "model", original: "" });
  });

  it("is muted and unmuted in its place, and removed from it", () => {
    const script = asking();
    const change = (action: "mute" | "unmute" | "remove") => {
      script.add("GradientChanged", { node: "a", action, text: "They dry in parallel." });
      return folded(script);
    };
    expect(change("mute").gradients.get("g1")?.muted).toBe(true);
    expect(change("unmute").gradients.get("g1")?.muted).toBe(false);
    const state = change("remove");
    expect(state.nodes.get("a")?.gradients).toEqual([]);
    expect(state.cards.get("a@0")?.gradients).toEqual([]);
    expect(state.gradients.get("g1")?.removed).toBe(true);
  });

  it("is told anew as it was when the history goes back", () => {
    const script = asking().add("GradientChanged", { node: "a", action: "mute" });
    script.add("GradientsCleared", { nodes: ["a"] }).add("GradientAdded", { node: "a" });
    expect(folded(script).gradients.get("g1")).toMatchObject({ muted: false, version: 1 });
  });

  it("of what nobody knows changes nothing", () => {
    expect(folded(new Script().add("GradientChanged")).gradients.size).toBe(0);
    expect(folded(new Script().add("BreakpointLeft").add("BreakpointSet")).stops).toEqual([]);
  });
});

describe("the hand in the detail", () => {
  it("edits with the keys of a field, once, and the version that is seen", async () => {
    await page.tell(asking());
    await open("a");
    page.find("[data-action=edit-gradient]").click();
    await drawn();
    const field = await write(" my words ");
    page.key("Enter", field, { ctrlKey: true });
    page.key("Enter", field, { ctrlKey: true });
    expect(sent("ChangeGradient")).toMatchObject([
      { node: "a", gradient: "g1", version: 1, action: "edit", text: " my words " },
    ]);
    page.model.answer("ChangeGradient");
    await drawn();
    expect(page.el.querySelector("[data-gradient] textarea")).toBeNull();
    expect(document.activeElement).toBe(page.find("[data-action=edit-gradient]"));
  });

  it("keeps what was typed where it was refused, and while the run goes on", async () => {
    const script = asking();
    await page.tell(script);
    await open("a");
    page.find("[data-action=edit-gradient]").click();
    await drawn();
    const field = await write("half a tho");
    page.key("Enter", field, { ctrlKey: true });
    page.model.answer("ChangeGradient", false, "this criticism was already muted by page-zzzzzz");
    await more(script, (one) => one.add("GradientChanged", { node: "a", action: "mute" }));
    expect(page.find<HTMLTextAreaElement>("[data-gradient] textarea").value).toBe("half a tho");
    expect(page.find(".tgw").textContent).toContain("already muted by another tab");
  });

  it("shows who edited what, in words, and what is muted by more than colour", async () => {
    const script = asking().add("GradientChanged", { node: "a", text: "mine" });
    await page.tell(script.add("GradientChanged", { node: "a", action: "mute", text: "mine" }));
    await open("a");
    const one = page.find("[data-gradient=g1]");
    expect(one.textContent).toContain("edited by ann");
    expect(one.textContent).toContain("muted: no model reads it");
    page.find<HTMLDetailsElement>(".tgw-original").open = true;
    await drawn();
    expect(one.querySelector(".tgw-original")?.textContent).toContain("They dry in parallel.");
    expect(page.find("[data-node=a] .tgw-gradients").textContent).toContain("1 muted");
    page.find("[data-action=mute-gradient]").click();
    expect(sent("ChangeGradient")).toMatchObject([{ action: "unmute", version: 2 }]);
  });

  it("leaves everything as it is in the past and without a run", async () => {
    await page.tell(asking().add("RunEnded"));
    await open("a");
    expect(page.el.querySelector(".tgw-hand, [data-action=breakpoint]")).toBeNull();
  });
});

describe("a question whose criticism has changed since", () => {
  it("says so, shows it as it is, and offers to draw it again with this", async () => {
    const script = asking();
    await page.tell(script);
    expect(page.el.querySelector(".tgw-since")).toBeNull();
    await more(script, (one) =>
      one.add("GradientChanged", { node: "a", action: "mute", text: "They dry in parallel." }),
    );
    expect(page.find(".tgw-because").textContent).toContain("muted: from loss: They dry");
    expect(page.find(".tgw-since").textContent).toContain("has changed since");
    expect(page.find("[data-action=regenerate]").textContent).toContain("Again with this");
    page.find("[data-action=change-criticism]").click();
    await drawn();
    expect(page.find(".tgw-detail").getAttribute("aria-label")).toBe("Detail of answer");
  });

  it("counts what was added and what was removed", () => {
    const script = asking().add("GradientAdded", { gradient: "g2", node: "a" });
    script.add("GradientChanged", { node: "a", action: "remove" });
    const state = folded(script);
    const proposal = state.proposals.get("p1");
    expect(proposal && saidSince(state, proposal)).toEqual(["g1", "g2"]);
  });
});

describe("criticism that waits at a breakpoint", () => {
  it("is a question: what waits, where it goes, and whose turn it is", async () => {
    await page.tell(stopped("They dry in parallel."));
    const question = page.find("[data-ask=s1]");
    for (const part of ["answer", "goes on. As it is?", "goes on to: prompt", "They dry in"]) {
      expect(question.textContent).toContain(part);
    }
    expect(page.find(".tgw").dataset["runState"]).toBe("asking");
    expect(page.find("[data-node=a]").dataset["status"]).toBe("asking");
    expect(page.find("[role=status]").textContent).toContain("criticism of answer waits");
    expect(page.find("[data-node=a] .tgw-breakpoint").getAttribute("aria-label")).toBeTruthy();
  });

  it("goes on as it is with a key", async () => {
    await page.tell(stopped("one"));
    page.key("a");
    page.key("a");
    expect(sent("Continue")).toMatchObject([{ ask: "s1", version: 1 }]);
  });

  it("goes on as it was edited: first the change, then the pass", async () => {
    await page.tell(stopped("one"));
    page.key("e");
    await drawn();
    const field = await write("two");
    page.key("Enter", field, { ctrlKey: true });
    expect(sent("ChangeGradient")).toMatchObject([{ gradient: "g1", node: "a", text: "two" }]);
    expect(sent("Continue")).toEqual([]);
    page.model.answer("ChangeGradient");
    await drawn();
    expect(sent("Continue")).toMatchObject([{ ask: "s1", version: 2 }]);
  });

  it("stays where the change was refused", async () => {
    await page.tell(stopped("one"));
    page.key("e");
    await drawn();
    page.key("Enter", await write("two"), { ctrlKey: true });
    page.model.answer("ChangeGradient", false, "stale");
    await drawn();
    expect(sent("Continue")).toEqual([]);
  });

  it("is muted with a key; of several each by its own buttons", async () => {
    const script = stopped("one", "two");
    await page.tell(script);
    page.key("m");
    expect(sent("ChangeGradient")).toEqual([]);
    page.key("m", page.find("[data-gradient=g2] [data-action=edit-gradient]"));
    expect(sent("ChangeGradient")).toMatchObject([{ gradient: "g2", action: "mute" }]);
    page.model.answer("ChangeGradient");
    await more(script, (one) =>
      one.add("GradientChanged", { gradient: "g2", node: "a", action: "remove", text: "two" }),
    );
    expect(page.el.querySelectorAll("[data-ask] [data-gradient]")).toHaveLength(1);
    page.key("a");
    expect(sent("Continue")).toMatchObject([{ version: 2 }]);
  });

  it("stands beside others that a key leads to, and is gone when it was let go or the run is over", async () => {
    const script = stopped("one").add("BreakpointReached", { ask: "s2", node: "p" });
    await page.tell(script);
    expect(page.find("[data-ask=s1]").textContent).toContain("1 of 2");
    page.key("n", page.find("[data-ask=s1]"));
    expect(document.activeElement).toBe(page.find("[data-ask=s2]"));
    await more(script, (one) => one.add("BreakpointLeft"));
    expect(page.find("[data-ask]").dataset["ask"]).toBe("s2");
    expect(page.find("[data-ask]").textContent).toContain("The next step reads it.");
    await more(script, (one) => one.add("RunEnded", { outcome: "stopped" }));
    expect(page.el.querySelector("[data-ask]")).toBeNull();
  });

  it("hears no key that is for a proposal beside it", async () => {
    await page.tell(stopped("one").add("ProposalMade", { node: "p" }).add("ReviewOpened"));
    page.key("a");
    expect(sent("Continue")).toEqual([]);
    expect(sent("Decide")).toHaveLength(1);
    page.key("a", page.find("[data-ask=s1] [data-action=continue]"));
    expect(sent("Continue")).toHaveLength(1);
  });
});

describe("a breakpoint", () => {
  it("is set and lifted from the detail and with a key on a card", async () => {
    const script = stopped("one").add("BreakpointLeft");
    await page.tell(script);
    page.key("b", page.find("[data-node=p] .tgw-card-open"));
    expect(sent("SetBreakpoint")).toMatchObject([{ node: "p", on: true }]);
    await open("a");
    const button = page.find("[data-action=breakpoint]");
    expect(button.getAttribute("aria-pressed")).toBe("true");
    button.click();
    expect(sent("SetBreakpoint")).toMatchObject([{}, { node: "a", on: false }]);
  });

  it("is on nothing that no criticism arrives at", async () => {
    const script = stopped("one").add("BreakpointLeft").add("NodeAdded");
    await page.tell(script);
    for (const node of ["q", "l"]) {
      page.key("b", page.find(`[data-node=${node}] .tgw-card-open`));
      await open(node);
      expect(page.el.querySelector("[data-action=breakpoint]")).toBeNull();
    }
    expect(sent("SetBreakpoint")).toEqual([]);
  });
});
