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

const LOADS = /^(on|href$|xlink|src$|srcset$|action$|formaction$|srcdoc$|ping$)/;
const STYLED = /url|@import|expression|position: *fixed/i;

/** What could load or run something, and characters that are not seen. One pass, for it is long. */
function harm(el: HTMLElement): string[] {
  const found: string[] = [];
  for (const one of el.querySelectorAll("*")) {
    if (!ALLOWED.has(one.tagName.toUpperCase())) found.push(`a ${one.tagName}`);
    for (const { name, value } of one.attributes) {
      if (LOADS.test(name)) found.push(`${name} of ${one.tagName}`);
      if (name === "style" && STYLED.test(value)) found.push(`style ${value}`);
      if (SPOKEN.includes(name) && hides(value)) found.push(`${name} hides ${said(value)}`);
    }
    if (one.classList.contains("tgw-mark")) continue;
    for (const node of one.childNodes) {
      const text = node.nodeType === Node.TEXT_NODE ? (node.nodeValue ?? "") : "";
      if (hides(text)) found.push(`${one.className} hides ${said(text)}`);
    }
  }
  return found;
}
const harmless = (el: HTMLElement) => expect(harm(el)).toEqual([]);
const said = (text: string) => JSON.stringify(text.slice(0, 60));

/** Whether a character is not seen; what is long was cut where it was marked. */
function hides(text: string): boolean {
  // Our own cut may leave a joiner behind that joins nothing any more.
  const seen = text.length > 2_000 ? text.slice(0, 2_000).replace(/\u200d+$/, "") : text;
  return piecesOf(seen).some((piece) => typeof piece !== "string");
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 25));
const texts = (rows as Row[]).map(textOf).map((text) => text.slice(0, 5_000));
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
    page = await new Opened().tell(everywhere(batch));
    harmless(page.el);
    page.key("e");
    await soon();
    harmless(page.el);
    page.close();
    const one = new Opened();
    page = one;
    await one.tell(over(batch));
    harmless(one.el);
    for (const [i, text] of batch.entries()) {
      one.el.querySelector<HTMLElement>(`[data-node=n${i}] .tgw-card-open`)?.click();
      await soon();
      const value = one.find(".tgw-detail .tgw-part .tgw-words");
      expect(value.textContent).toContain(text.slice(0, 9));
      for (const detail of one.el.querySelectorAll("details")) detail.open = true;
      const plain = one.el.querySelectorAll<HTMLElement>(".tgw-format[aria-pressed=false]");
      for (const button of plain) button.click();
      await soon();
      harmless(one.find(".tgw-detail"));
      // How a text is read is remembered; the next one is looked for word by word.
      const read = one.el.querySelectorAll<HTMLElement>(".tgw-format[aria-pressed=true]");
      for (const button of read) button.click();
    }
    expect((window as unknown as { hurt?: number }).hurt).toBeUndefined();
  },
);
