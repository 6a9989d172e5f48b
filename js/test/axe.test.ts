import axe from "axe-core";
import { afterEach, expect, it } from "vitest";
import { asking, candidate, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
afterEach(() => page.close());

function choosing(): Script {
  const script = asking();
  const broken = ["too long"];
  const candidates = [candidate("one", { score: 1, broken }), candidate("two", { broken })];
  return script
    .add("ProposalMade", { proposal: "p2", candidates })
    .add("ReviewOpened", { proposals: ["p2"] });
}

/** One question of every kind, two of those that nothing else tells apart. */
function several(): Script {
  return asking()
    .add("BudgetReached")
    .add("BudgetReached", { ask: "b2" })
    .add("CriticismAsked", { node: "a" })
    .add("CriticismAsked", { ask: "k2", node: "a" })
    .add("BreakpointReached", { node: "a" });
}

const STATES: readonly (readonly [string, Script, string])[] = [
  ["empty", new Script().add("RunStarted"), ""],
  ["asking", asking(), ""],
  ["editing", asking(), "e"],
  ["keys", asking(), "?"],
  ["choosing", choosing(), "2"],
  ["broken", choosing(), "a"],
  ["criticising", new Script().add("NodeAdded", { node: "a" }).add("CriticismAsked"), ""],
  ["several", several(), ""],
  ["failed", asking().add("ReviewClosed").add("Failed", { node: "a" }), ""],
  ["ended", asking().add("Decided").add("ReviewClosed").add("StepCommitted").add("RunEnded"), ""],
];

// jsdom has no layout, so contrast is measured in the browser tests.
const OPTIONS = { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } };

it.each(STATES)("axe finds nothing to mend: %s", async (_, script, key) => {
  page = await new Opened().tell(script);
  if (key !== "") page.key(key);
  await drawn();
  const card = page.el.querySelector<HTMLElement>(".tgw-card-open");
  for (const open of [false, true]) {
    if (open) card?.click();
    await drawn();
    const { violations } = await axe.run(page.el, OPTIONS);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
});
