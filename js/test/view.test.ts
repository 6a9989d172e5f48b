import { afterEach, beforeEach, describe, expect, it } from "vitest";
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

const streaming = (node: string, call: string, text: string) =>
  new Script()
    .add("NodeAdded", { node, role: node, ready: false, value: "" })
    .add("CallStarted", { call, node })
    .add("CallDelta", { call, text });

describe("a card", () => {
  it("writes text as it arrives, into the same text node", async () => {
    const script = streaming("q", "c1", "one");
    await page.tell(script);
    const stream = page.find(".tgw-stream");
    const node = stream.firstElementChild?.firstChild;
    expect(stream.textContent).toBe("one");
    page.model.receive(script.add("CallDelta", { text: " two" }).batch(4));
    await drawn();
    expect(stream.firstElementChild?.firstChild).toBe(node);
    expect(node?.nodeValue).toBe("one two");
    expect(page.find("[data-node=q]").getAttribute("aria-busy")).toBe("true");
    expect(stream.closest("[role=status], [aria-live]")).toBeNull();
  });

  it("says so when what was shown is void", async () => {
    await page.tell(streaming("q", "c1", "half a tho").add("CallRetrying"));
    expect(page.find("[data-node=q]").textContent).not.toContain("half a tho");
    expect(page.find("[data-node=q]").textContent).toContain("attempt 1 discarded: reset");
  });

  it("shows a picture from the log, and nothing from elsewhere", async () => {
    const picture = { sha256: "x", width: 4, height: 3, thumbnail: "iVBORw0=" };
    const evil = { ...picture, thumbnail: 'x" onerror=alert(1) src="https://evil.test' };
    const script = new Script().add("NodeAdded", { picture });
    await page.tell(script.add("NodeAdded", { node: "b", picture: evil }));
    const images = [...page.el.querySelectorAll("img")];
    expect(images.map(({ src, alt }) => [src, alt])).toEqual([
      ["data:image/png;base64,iVBORw0=", "question"],
    ]);
  });
});

describe("several drafts at once", () => {
  const tag = "NEW-0a1b2c";
  const prompt = `as <${tag}> text </${tag}>`;
  const drafting = (count: number) => {
    const script = new Script().add("NodeAdded", { value: "old" });
    for (let sample = 0; sample < count; sample++) {
      const call = `d${sample}`;
      script.add("CallStarted", { call, purpose: "proposal", sample, prompt });
    }
    return script;
  };
  const text = () => page.find("[data-node=q] .tgw-stream").textContent;

  it("share a card: how many, and one of them until it ends", async () => {
    const script = drafting(3);
    await page.tell(script.add("CallDelta", { call: "d1", text: `<${tag}>second` }));
    expect(page.find(".tgw-purpose").textContent).toBe("3 drafts");
    expect(text()).toBe("second");
    const first = script.events.length + 1;
    script.add("CallDelta", { call: "d2", text: `<${tag}>third` });
    script.add("CallDelta", { call: "d1", text: " grows</" });
    page.model.receive(script.batch(first));
    await drawn();
    expect(text()).toBe("second grows");
    const next = script.events.length + 1;
    page.model.receive(script.add("CallFinished", { call: "d1" }).batch(next));
    await drawn();
    expect(text()).toBe("third");
    expect(page.find(".tgw-purpose").textContent).toBe("2 drafts");
  });

  it("are each shown whole in the detail, and listed", async () => {
    const script = drafting(2).add("CallDelta", { call: "d0", text: `<${tag}>one</${tag}>` });
    await page.tell(script.add("CallDelta", { call: "d1", text: '{"improved_variable": "two' }));
    page.find("[data-node=q] .tgw-card-open").click();
    await drawn();
    const streams = [...page.el.querySelectorAll(".tgw-stream-whole")];
    expect(streams.map((one) => one.textContent)).toEqual(["one", "two"]);
    const calls = [...page.el.querySelectorAll(".tgw-call summary > :first-child")];
    expect(calls.map((one) => one.textContent)).toEqual([
      "proposal · draft 1",
      "proposal · draft 2",
    ]);
  });
});

it("says in plain words what a call is for, also one that it does not know", async () => {
  const words: (string | null)[] = [];
  for (const purpose of ["reduction", "judge", "toString"] as const) {
    page.close();
    page = await new Opened().tell(
      new Script().add("NodeAdded").add("CallStarted", { purpose: purpose as "judge" }),
    );
    words.push(page.find(".tgw-purpose").textContent);
  }
  expect(words).toEqual(["summary of the feedback", "check of the constraints", "toString"]);
});

describe("the detail", () => {
  const open = async (node: string) => {
    page.find(`[data-node=${node}] .tgw-card-open`).click();
    await drawn();
    return page.find(".tgw-detail");
  };

  it("holds gradients, calls and what they cost, and Escape closes it", async () => {
    await page.tell(asking().add("RunEnded"));
    const detail = await open("a");
    for (const part of ["from loss", "They dry in parallel.", "be brief", "why?", "$0.0100"]) {
      expect(detail.textContent).toContain(part);
    }
    page.key("Escape", detail);
    await drawn();
    expect(page.el.querySelector(".tgw-detail")).toBeNull();
  });

  it("shows the arriving text of the card that is open, not of the last one", async () => {
    const script = streaming("x", "c1", "from x");
    script.add("NodeAdded", { node: "y", role: "y", ready: false, value: "" });
    await page.tell(
      script.add("CallStarted", { call: "c2", node: "y" }).add("CallDelta", {
        call: "c2",
        text: "from y",
      }),
    );
    await open("x");
    expect(page.find(".tgw-stream-whole").textContent).toBe("from x");
    await open("y");
    expect(page.find(".tgw-stream-whole").textContent).toBe("from y");
  });
});

describe("a question", () => {
  it("takes the focus, but never from a cell", async () => {
    await page.tell(asking());
    expect(document.activeElement).toBe(page.find(".tgw-review"));
    page.close();
    const cell = document.createElement("textarea");
    document.body.append(cell);
    cell.focus();
    page = await new Opened().tell(asking());
    expect(document.activeElement).toBe(cell);
  });

  it("shows what is pending, and takes one decision at a time", async () => {
    await page.tell(asking());
    page.find("[data-action=accept]").click();
    await drawn();
    expect(page.find("[data-action=accept]").dataset["pending"]).toBe("true");
    page.find("[data-action=reject]").click();
    expect(page.model.sent.filter(({ type }) => type === "Decide")).toHaveLength(1);
    page.model.answer("Decide");
    await drawn();
    expect(page.find("[data-action=accept]").dataset["pending"]).toBe("false");
  });

  it("of several leads on to the next undecided one", async () => {
    const script = asking().add("ProposalMade", { proposal: "p2", node: "q" });
    await page.tell(script.add("ReviewOpened", { review: "r2", proposals: ["p1", "p2"] }));
    expect(page.el.querySelectorAll(".tgw-review")).toHaveLength(2);
    page.find("[data-action=accept]").click();
    const first = script.events.length + 1;
    page.model.receive(script.add("Decided").batch(first));
    await drawn();
    expect(document.activeElement).toBe(page.find(".tgw-review"));
    expect(page.find(".tgw-review").dataset["proposal"]).toBe("p2");
  });

  it("can be left unedited with Escape", async () => {
    await page.tell(asking());
    page.find("[data-action=edit]").click();
    await drawn();
    expect(document.activeElement).toBe(page.find(".tgw-edit"));
    page.key("Escape", page.find(".tgw-edit"));
    await drawn();
    expect(page.el.querySelector(".tgw-edit")).toBeNull();
    expect(document.activeElement).toBe(page.find(".tgw-review"));
  });
});

it("offers Stop again where it was refused, and says why", async () => {
  await page.tell(asking());
  page.find("[data-action=stop]").click();
  await drawn();
  const button = page.find<HTMLButtonElement>("[data-action=stop]");
  expect([button.disabled, button.textContent]).toEqual([true, "Stopping…"]);
  page.model.answer("Stop", false, "the run is over");
  await drawn();
  expect(button.disabled).toBe(false);
  expect(page.find(".tgw-message").textContent).toContain("the run is over");
});
