/** Another proposal in the place of one: drawn again, rejected with a reason, skipped. */

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { candidate, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => {
  page.close();
  document.body.replaceChildren();
});

const asked = () =>
  new Script()
    .add("RunStarted")
    .add("NodeAdded", { role: "answer", value: "old" })
    .add("ProposalMade")
    .add("ReviewOpened");
const decided = () => page.model.sent.filter((one) => one.type === "Decide");
const more = async (script: Script, change: (script: Script) => Script) => {
  const first = script.events.length + 1;
  page.model.receive(change(script).batch(first));
  await drawn();
};

describe("a proposal", () => {
  it.each([
    ["g", "regenerate"],
    ["s", "skip"],
    ["r", "reject"],
  ])("by %s is asked to %s, by its button as well", async (key, action) => {
    await page.tell(asked());
    page.key(key);
    const wanted = { proposal: "p1", action, reason: "" };
    expect(decided()).toMatchObject([wanted]);
    page.model.answer("Decide", false, "no");
    await drawn();
    page.find(`[data-action=${action}]`).click();
    expect(decided()).toMatchObject([wanted, wanted]);
  });

  it("is rejected with a reason, once, and what was written outlives going back", async () => {
    await page.tell(asked());
    page.key("w");
    await drawn();
    const field = () => page.find<HTMLTextAreaElement>(".tgw-why textarea");
    expect(document.activeElement).toBe(field());
    page.key("Enter", field(), { ctrlKey: true });
    expect(decided()).toEqual([]);
    field().value = "no jargon ";
    field().dispatchEvent(new Event("input", { bubbles: true }));
    page.key("r", field());
    page.key("Escape", field());
    await drawn();
    page.find("[data-action=why]").click();
    await drawn();
    expect(field().value).toBe("no jargon ");
    page.key("Enter", field(), { ctrlKey: true });
    page.find("[data-action=reject-because]").click();
    expect(decided()).toMatchObject([{ action: "reject", reason: "no jargon" }]);
  });

  it("gives its place to the one that is drawn instead", async () => {
    const script = asked();
    await page.tell(script);
    await more(script, (more) =>
      more
        .add("Decided", { action: "reject", text: null, reason: "no jargon" })
        .add("CallStarted", { call: "c9", purpose: "proposal", node: "q" })
        .add("CallDelta", { call: "c9", text: "arriving" }),
    );
    const waiting = page.find("[data-redrawing=p1]");
    expect(waiting.textContent).toContain("Another proposal is being written");
    expect(waiting.textContent).toContain("no jargon");
    expect(waiting.textContent).toContain("arriving");
    page.key("a");
    expect(decided()).toEqual([]);
    await more(script, (more) =>
      more
        .add("CallFinished", { call: "c9" })
        .add("ProposalMade", { proposal: "p2", replaces: "p1", candidates: [candidate("third")] }),
    );
    expect(page.el.querySelector("[data-redrawing]")).toBeNull();
    expect(page.find("[data-proposal]").dataset["proposal"]).toBe("p2");
    page.key("a");
    expect(decided()).toMatchObject([{ proposal: "p2", action: "accept" }]);
  });

  it("shows what it must keep to, and lifts it", async () => {
    await page.tell(asked().add("ConstraintsSet", { constraints: ["no jargon", "short"] }));
    expect(page.find(".tgw-constraints").textContent).toContain("no jargon");
    page.find("[data-action=lift]").click();
    const lifted = page.model.sent.filter((one) => one.type === "LiftConstraint");
    expect(lifted).toMatchObject([{ node: "q", constraint: "no jargon" }]);
  });
});
