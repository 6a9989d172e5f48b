/** Text from models is hostile. Wherever a page shows text, it is text and nothing else. */

import { afterEach, expect, it } from "vitest";
import rows from "../../tests/hostile/texts.json" with { type: "json" };
import { piecesOf } from "../src/text/invisible.ts";
import { everywhere, over, type Row, textOf } from "./everywhere.ts";
import { Opened } from "./page.ts";

const ALLOWED = new Set(
  "ARTICLE ASIDE BLOCKQUOTE BUTTON CANVAS CIRCLE CODE DD DEFS DEL DETAILS DIALOG DIV DL DT EM FIELDSET FIGCAPTION FIGURE FOOTER G H3 H4 HEADER HR I INPUT INS KBD LABEL LEGEND LI LINE MARKER NAV OL OPTGROUP OPTION OUTPUT P PATH PRE PROGRESS RECT SEARCH SECTION SELECT SMALL SPAN STRONG SUMMARY SVG TABLE TBODY TD TEXTAREA TH THEAD TR UL".split(
    " ",
  ),
);
const SPOKEN = ["title", "aria-label", "alt", "placeholder"];

/** Only our own elements are there, none can load or run anything, and all is visible. */
function harmless(el: HTMLElement): void {
  for (const one of el.querySelectorAll("*")) {
    expect(ALLOWED.has(one.tagName.toUpperCase()), one.tagName).toBe(true);
    for (const { name, value } of one.attributes) {
      expect(name).not.toMatch(/^(on|href$|xlink|src$|srcset$|action$|formaction$|srcdoc$|ping$)/);
      if (name === "style") expect(value).not.toMatch(/url|@import|expression|position: *fixed/i);
      if (SPOKEN.includes(name)) seen(value);
    }
    for (const node of one.childNodes) {
      if (node.nodeType === Node.TEXT_NODE && !one.classList.contains("tgw-mark")) {
        seen(node.nodeValue ?? "");
      }
    }
  }
}

/** No character hides in what is shown; what is long was cut where it was marked. */
function seen(text: string): void {
  const pieces = piecesOf(text.slice(0, 2_000));
  if (pieces.length > 1 || (pieces[0] !== undefined && typeof pieces[0] !== "string")) {
    expect(JSON.stringify(text.slice(0, 100))).toBe("visible");
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 25));
const texts = (rows as Row[]).map(textOf).map((text) => text.slice(0, 20_000));
const BATCH = 14;
const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, i) =>
  texts.slice(i * BATCH, (i + 1) * BATCH),
);

let page: Opened | undefined;
afterEach(() => page?.close());

it("there are texts enough", () => expect(new Set(texts).size).toBeGreaterThan(236));

it.each(batches.map((batch, i) => [i, batch] as const))(
  "batch %i is text in every place",
  async (_, batch) => {
    const one = new Opened();
    page = one;
    await one.tell(everywhere(batch));
    harmless(one.el);
    for (let i = 0; i < batch.length; i++) {
      one.el.querySelector<HTMLElement>(`[data-node=n${i}] .tgw-card-open`)?.click();
      await soon();
      for (const detail of one.el.querySelectorAll("details")) detail.open = true;
      const plain = one.el.querySelectorAll<HTMLElement>(".tgw-format[aria-pressed=false]");
      for (const button of plain) button.click();
      await soon();
      harmless(one.find(".tgw-panel"));
    }
    one.key("Escape");
    one.key("e");
    await soon();
    harmless(one.el);
    one.close();
    page = await new Opened().tell(over(batch));
    harmless(page.el);
    expect((window as unknown as { hurt?: number }).hurt).toBeUndefined();
  },
);
