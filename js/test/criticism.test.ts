/** tg.HumanLoss: the run asks a person what is wrong with a variable. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
});

const asked = (instruction = "Is it true?") =>
  new Script()
    .add("RunStarted")
    .add("NodeAdded", { role: "answer", value: "It takes 1.2 hours." })
    .add("NodeAdded", { node: "b", role: "second", value: "Two." })
    .add("CriticismAsked", { instruction });
const field = () => page.find<HTMLTextAreaElement>("[data-ask] textarea");
const type = async (text: string) => {
  field().value = text;
  field().dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
};
const sent = () => page.model.sent.filter((one) => one.type === "Criticise");
const more = async (script: Script, change: (script: Script) => Script) => {
  const first = script.events.length + 1;
  page.model.receive(change(script).batch(first));
  await drawn();
};

describe("a criticism that is wanted", () => {
  it("shows the variable, the instruction, and that it is this person's turn", async () => {
    await page.tell(asked());
    const question = page.find("[data-ask=k1]");
    for (const part of ["Your turn", "answer", "It takes 1.2 hours.", "Is it true?"]) {
      expect(question.textContent).toContain(part);
    }
    expect(page.find("label.tgw-ask").textContent).toBe("What is wrong with it?");
    expect(page.find(".tgw").dataset["runState"]).toBe("asking");
    expect(page.find("[data-node=q]").dataset["status"]).toBe("asking");
    expect(page.find(".tgw-phase").textContent).toBe("your turn");
    expect(page.find("[role=status]").textContent).toBe(
      "Your turn: answer asks for your criticism.",
    );
    expect(document.activeElement).toBe(field());
  });

  it("shows a picture as a picture, and no instruction where there is none", async () => {
    const picture = { sha256: "x", width: 4, height: 3, thumbnail: "iVBORw0=" };
    const script = new Script().add("NodeAdded", { picture, value: "[image 4 × 3]" });
    await page.tell(script.add("CriticismAsked"));
    expect(page.find("[data-ask] img").getAttribute("alt")).toBe("question");
    expect(page.find("[data-ask]").textContent).not.toContain("[image");
    expect(page.el.querySelector(".tgw-instruction")).toBeNull();
  });

  it.each(["ctrlKey", "metaKey"])("is sent with %s and Enter, once", async (modifier) => {
    await page.tell(asked());
    await type("They dry at once.");
    page.key("Enter", field(), { [modifier]: true });
    page.key("Enter", field(), { [modifier]: true });
    expect(sent()).toMatchObject([{ ask: "k1", text: "They dry at once." }]);
  });

  it("is not sent empty by accident, but says by button that nothing is wrong", async () => {
    await page.tell(asked());
    await type(" \n");
    page.key("Enter", field(), { ctrlKey: true });
    page.find("[data-action=criticise]").click();
    expect(sent()).toEqual([]);
    page.find("[data-action=nothing]").click();
    expect(sent()).toMatchObject([{ ask: "k1", text: "" }]);
  });

  it("keeps letters as letters, and from the notebook", async () => {
    await page.tell(asked());
    const leaked: string[] = [];
    document.body.addEventListener("keydown", (event) => leaked.push(event.key));
    for (const key of ["a", "r", "1", "Enter", "Escape"]) {
      expect(page.key(key, field()).defaultPrevented).toBe(false);
    }
    expect(leaked).toEqual([]);
    expect(page.model.sent.map((one) => one.type)).toEqual(["Hello"]);
  });

  it("hears no key of a proposal that is open beside it", async () => {
    await page.tell(asked().add("ProposalMade").add("ReviewOpened"));
    for (const key of ["a", "r", "e"]) page.key(key, page.find("[data-action=nothing]"));
    expect(page.model.sent.map((one) => one.type)).toEqual(["Hello"]);
    expect(page.el.querySelectorAll(".tgw-edit")).toHaveLength(1);
    page.key("a");
    expect(page.model.sent.at(-1)?.type).toBe("Decide");
  });

  it("keeps what was typed while the run goes on", async () => {
    const script = asked();
    await page.tell(script);
    await type("half a tho");
    await more(script, (one) =>
      one.add("CallStarted", { node: "b" }).add("CallDelta").add("ValueSet", { node: "b" }),
    );
    expect(field().value).toBe("half a tho");
    page.find("[data-node=b] .tgw-card-open").click();
    await drawn();
    page.key("Escape");
    await drawn();
    expect(field().value).toBe("half a tho");
  });

  it("of several leads to the next, in the order they were asked", async () => {
    const script = asked().add("CriticismAsked", { ask: "k2", node: "b" });
    await page.tell(script);
    expect(page.find("[data-ask=k1]").textContent).toContain("1 of 2");
    await type("bad");
    await more(script, (one) => one.add("CriticismGiven"));
    expect(page.find("[data-ask]").dataset["ask"]).toBe("k2");
    expect(document.activeElement).toBe(field());
    expect(field().value).toBe("");
  });

  it.each([
    ["given up", (script: Script) => script.add("CriticismGiven", { text: null })],
    ["over with the run", (script: Script) => script.add("RunEnded", { outcome: "stopped" })],
  ])("is gone when it is %s, and no decision was made", async (_, change) => {
    const script = asked();
    await page.tell(script);
    await more(script, change);
    expect(page.el.querySelector("[data-ask], .tgw-decisions")).toBeNull();
    expect(page.find(".tgw").dataset["runState"]).not.toBe("asking");
  });
});

describe("a criticism that was given", () => {
  it("stands among the decisions, the newest first, with whose it is", async () => {
    const script = asked().add("CriticismGiven", { text: "too long" });
    script.add("CriticismGiven", { text: "too late" });
    script.add("CriticismAsked", { ask: "k2" });
    script.add("CriticismGiven", { ask: "k2", text: "", by: "accept" });
    script.add("CriticismAsked", { ask: "k3" });
    await page.tell(script.add("CriticismGiven", { ask: "k3", text: null }));
    for (const one of page.el.querySelectorAll("details")) one.open = true;
    await drawn();
    const told = [...page.el.querySelectorAll(".tgw-decision")].map((one) => one.textContent);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain("left uncriticised after 1.0 s by the policy “accept”");
    expect(told[1]).toContain("criticised after 1.0 s in another tab");
    expect(told[1]).toContain("too long");
  });

  it("is a person's gradient, wherever gradients are shown", async () => {
    const script = asked().add("GradientAdded", { via: "b", author: "human" });
    script.add("GradientAdded", { gradient: "g2", via: "b" });
    script.add("ProposalMade", { because: ["g1", "g2"] }).add("ReviewOpened");
    await page.tell(script);
    const because = [...page.el.querySelectorAll(".tgw-because li")].map((one) => one.textContent);
    expect(because).toEqual(["from a person: be right", "from second: be right"]);
    page.find("[data-node=q] .tgw-card-open").click();
    await drawn();
    const sources = [...page.el.querySelectorAll(".tgw-gradient .tgw-via")];
    expect(sources.map((one) => one.textContent)).toEqual([
      "from a person through second",
      "from second",
    ]);
  });
});
