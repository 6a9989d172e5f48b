import { afterEach, describe, expect, it } from "vitest";
import { asking, candidate, Script } from "./events.ts";
import { FakeModel } from "./model.ts";
import { drawn, Opened, settled } from "./page.ts";

let page: Opened;
afterEach(() => page.close());

const open = async (script = asking()) => {
  page = new Opened();
  return page.tell(script);
};

describe("the wire", () => {
  it("says hello at once, with what it holds", () => {
    page = new Opened();
    expect(page.model.sent).toMatchObject([{ type: "Hello", since: 0 }]);
    page.close();
    const { events } = asking();
    page = new Opened(new FakeModel({ log: { run: "run1", contract: 1, last: 14, events } }));
    expect(page.model.sent).toMatchObject([{ type: "Hello", since: 14 }]);
  });

  it("shows a log that was saved, without a kernel", async () => {
    const { events } = asking();
    page = new Opened(new FakeModel({ log: { run: "run1", contract: 1, last: 14, events } }));
    await drawn();
    expect(page.find(".tgw").dataset["lastSeq"]).toBe("14");
    expect(page.find(".tgw-name").textContent).toBe("shirts");
  });

  it("asks again where a batch is missing, once, and shows nothing out of order", async () => {
    page = new Opened();
    page.model.answer("Hello");
    const script = asking();
    page.model.receive({ ...script.batch(), events: script.events.slice(0, 3), last: 3 });
    page.model.receive(script.batch(6));
    page.model.receive(script.batch(7));
    await drawn();
    expect(page.find(".tgw").dataset["lastSeq"]).toBe("3");
    expect(page.model.sent.map((one) => one.type)).toEqual(["Hello", "Hello"]);
    expect(page.model.sent[1]).toMatchObject({ since: 3 });
    page.model.answer("Hello");
    page.model.receive(script.batch(4));
    await drawn();
    expect(page.find(".tgw").dataset["lastSeq"]).toBe("14");
  });

  it("ignores what it does not understand", async () => {
    await open();
    const before = page.el.innerHTML;
    for (const content of [null, 3, "text", {}, { kind: "?" }, { kind: "events", last: 99 }]) {
      page.model.receive(content);
    }
    await drawn();
    expect(page.el.innerHTML).toBe(before);
  });

  it("stays one session when the kernel has written its log, for a view that opens then", async () => {
    const model = new FakeModel();
    page = new Opened(model);
    await page.tell(asking());
    const { events } = asking();
    model.set("log", { run: "run1", contract: 1, last: 14, events });
    const second = new Opened(model);
    await drawn();
    expect(second.find(".tgw").dataset["lastSeq"]).toBe("14");
    expect(model.sent.filter((one) => one.type === "Hello")).toHaveLength(1);
    second.el.remove();
  });

  it("tells that the kernel is gone, keeps what is written, and asks nobody", async () => {
    await open();
    page.key("e");
    await drawn();
    page.find<HTMLTextAreaElement>("textarea").value = "half a sen";
    page.model.tell("comm_live_update");
    await drawn();
    expect(page.find(".tgw-message").textContent).toContain("kernel of this run is gone");
    expect(page.find(".tgw-phase").textContent).toBe("cut off");
    expect(page.el.querySelector("[data-action=stop]")).toBeNull();
    expect(page.find<HTMLTextAreaElement>("textarea").value).toBe("half a sen");
    const before = page.model.sent.length;
    page.find("[data-action=accept-edit]").click();
    await drawn();
    expect(page.model.sent).toHaveLength(before);
  });

  it("refuses a log of a newer contract and says what to do", async () => {
    await open(new Script().add("RunStarted", { contract: 99 }));
    expect(page.find(".tgw-message").textContent).toContain("newer tgwidget");
  });

  it("can be shown twice, and both follow", async () => {
    const model = new FakeModel();
    page = new Opened(model);
    const second = new Opened(model);
    await page.tell(asking());
    expect(second.find(".tgw-review").dataset["proposal"]).toBe("p1");
    expect(model.sent.filter((one) => one.type === "Hello")).toHaveLength(1);
    second.el.remove();
  });

  it("leaves nothing behind when it is closed, by function or by signal", () => {
    page = new Opened();
    expect(page.model.listening).toBeGreaterThan(0);
    page.close();
    expect(page.model.listening).toBe(0);
    const control = new AbortController();
    page = new Opened(new FakeModel(), control.signal);
    control.abort();
    expect(page.model.listening).toBe(0);
    expect(page.el.childElementCount).toBe(0);
  });
});

describe("a question", () => {
  it("shows what changes, why, and the answers", async () => {
    await open();
    expect(page.find(".tgw").dataset["runState"]).toBe("asking");
    expect(page.find(".tgw-because").textContent).toContain("They dry in parallel.");
    expect(page.find(".tgw-diff del").textContent).toContain("1.2");
    expect(page.find(".tgw-diff ins").textContent).toContain("still");
    const buttons = [...page.el.querySelectorAll(".tgw-actions [data-action]")];
    expect(buttons.map((one) => one.textContent)).toEqual([
      "Accepta",
      "Edite",
      "Rejectr",
      "Againg",
      "Reject because…w",
      "Accept the rest…",
      "Skips",
    ]);
  });

  it.each([
    ["a", "accept"],
    ["r", "reject"],
    ["A", "accept"],
  ])("%s decides %s, once", async (key, action) => {
    await open();
    page.key(key);
    page.key(key);
    const decisions = page.model.sent.filter((one) => one.type === "Decide");
    expect(decisions).toHaveLength(1);
    expect(decisions[0]).toMatchObject({ proposal: "p1", version: 1, action, text: "" });
  });

  it("is edited with e, a text, and the button or Ctrl+Enter", async () => {
    await open();
    page.key("e");
    await drawn();
    const field = page.find<HTMLTextAreaElement>(".tgw-edit");
    expect(field.value).toBe("It still takes 1 hour.");
    field.value = "My words.";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settled();
    expect(page.find(".tgw-diff ins").textContent).toContain("My words");
    page.key("Enter", field, { ctrlKey: true });
    expect(page.model.sent.at(-1)).toMatchObject({ action: "edit", text: "My words." });
  });

  it("keeps letters typed into the field as letters", async () => {
    await open();
    page.key("e");
    await drawn();
    for (const key of ["a", "r", "e"]) page.key(key, page.find(".tgw-edit"));
    expect(page.model.sent.filter((one) => one.type === "Decide")).toEqual([]);
  });

  it("says who was first when another tab decided", async () => {
    await open();
    page.key("a");
    page.model.answer("Decide", false, "already decided: rejected by Ann, page-abc123");
    await drawn();
    expect(page.find(".tgw-message").textContent).toContain("rejected by Ann, another tab");
  });

  it("moves on to the next one: a second step is asked as the first was", async () => {
    const script = asking();
    await open(script);
    const first = script.events.length;
    script.add("Decided").add("ReviewClosed").add("StepCommitted");
    script.add("ProposalMade", {
      proposal: "p2",
      node: "a",
      version: 2,
      candidates: [candidate("Better still.")],
    });
    script.add("ReviewOpened", { review: "r2", proposals: ["p2"] });
    page.model.receive(script.batch(first + 1));
    await drawn();
    expect(page.find(".tgw-review").dataset["proposal"]).toBe("p2");
    expect(page.find(".tgw-decisions").textContent).toContain("accepted");
  });
});

describe("keys", () => {
  it("never reach the notebook, and work again outside", async () => {
    await open();
    const leaked: string[] = [];
    const listener = (event: KeyboardEvent) => leaked.push(event.key);
    document.body.addEventListener("keydown", listener);
    for (const key of ["a", "b", "d", "Enter", "Escape", "ArrowDown"]) page.key(key);
    expect(leaked).toEqual([]);
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "x", bubbles: true }));
    expect(leaked).toEqual(["x"]);
    document.body.removeEventListener("keydown", listener);
    expect(page.find(".tgw").dataset["lmSuppressShortcuts"]).toBe("true");
  });

  it("leave the browser's own combinations alone", async () => {
    await open();
    expect(page.key("a", undefined, { ctrlKey: true }).defaultPrevented).toBe(false);
    expect(page.model.sent.filter((one) => one.type === "Decide")).toEqual([]);
  });
});

describe("a failure", () => {
  it("stands on its card, with Retry while the run waits", async () => {
    await open(asking().add("ReviewClosed").add("Failed", { node: "a", message: "gone" }));
    expect(page.find(".tgw").dataset["runState"]).toBe("waiting-retry");
    const card = page.find("[data-node=a]");
    expect(card.textContent).toContain("gone");
    page.find("[data-action=retry]").click();
    expect(page.model.sent.at(-1)).toMatchObject({ type: "Retry", failure: "f1" });
  });
});

describe("the header", () => {
  it("says unknown where a price is unknown, and never 0", async () => {
    await open(
      asking().add("CallStarted", { call: "c2" }).add("CallFinished", { call: "c2", cost: null }),
    );
    expect(page.find(".tgw-cost").textContent).toBe("cost unknown");
  });

  it("names simulated words for what they are", async () => {
    await open(asking().add("CallStarted", { call: "c2", provenance: "simulated" }));
    expect(page.find(".tgw-provenance").textContent).toContain("no language model");
  });

  it("stops", async () => {
    await open();
    page.find("[data-action=stop]").click();
    expect(page.model.sent.at(-1)).toMatchObject({ type: "Stop" });
  });
});

it("a run that ended before anything was made in it says so, why, and what to do", async () => {
  const message = "OPENAI_API_KEY is not set\n→ set it in the environment";
  await open(new Script().add("RunStarted").add("RunEnded", { outcome: "failed", message }));
  expect(page.find(".tgw-empty").textContent).toContain("Nothing was run");
  expect(page.find(".tgw-ending").textContent).toBe(`Failed.${message}`);
});

it("an empty run is a designed state", async () => {
  await open(new Script().add("RunStarted"));
  expect(page.find(".tgw-empty").textContent).not.toBe("");
});
