/** The whole text under a person's hands, and what changes beside it. */

import { afterEach, expect, it } from "vitest";
import { asking } from "./events.ts";
import { drawn, Opened, settled } from "./page.ts";

let page: Opened;
afterEach(() => page.close());

const field = () => page.find<HTMLTextAreaElement>(".tgw-edit");
const type = async (text: string) => {
  field().value = text;
  field().dispatchEvent(new InputEvent("input", { bubbles: true }));
  await settled();
};
const edit = async (proposal: string) => {
  page.find(`[data-proposal=${proposal}] [data-action=edit]`).click();
  await drawn();
};

it("the diff follows what is typed, against the old text", async () => {
  page = await new Opened().tell(asking({ old: "one two", new: "one 2" }));
  await edit("p1");
  await type("one two three");
  expect(page.find(".tgw-diff ins").textContent).toBe(" three");
  expect(page.el.querySelector(".tgw-diff del")).toBeNull();
  await type("one two");
  expect(page.find(".tgw-taking").textContent).toContain("the same as the old text");
  page.key("Enter", field(), { metaKey: true });
  const [sent] = page.model.sent.filter((command) => command.type === "Decide");
  expect(sent).toMatchObject({ action: "edit", text: "one two" });
});

it("what was typed outlives a look at another question, and is dropped by Escape", async () => {
  const script = asking().add("ProposalMade", { proposal: "p2", node: "q" });
  page = await new Opened().tell(script.add("ReviewOpened", { proposals: ["p1", "p2"] }));
  await edit("p1");
  await type("half a thought");
  await edit("p2");
  await edit("p1");
  expect(field().value).toBe("half a thought");
  page.key("Escape", field());
  await drawn();
  await edit("p1");
  expect(field().value).toBe("It still takes 1 hour.");
});
