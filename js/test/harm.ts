/** What could load or run something on a page. */

import { piecesOf } from "../src/text/invisible.ts";

const ALLOWED = new Set(
  "ARTICLE ASIDE H1 H2 MAIN BLOCKQUOTE BUTTON CANVAS CIRCLE CODE DD DEFS DEL DETAILS DIALOG DIV DL DT EM FIELDSET FIGCAPTION FIGURE FOOTER G H3 H4 HEADER HR I INPUT INS KBD LABEL LEGEND LI LINE MARKER NAV OL OPTGROUP OPTION OUTPUT P PATH PRE PROGRESS RECT SEARCH SECTION SELECT SMALL SPAN STRONG SUMMARY SVG TABLE TBODY TD TEXTAREA TH THEAD TR UL".split(
    " ",
  ),
);
const SPOKEN = ["title", "aria-label", "alt", "placeholder"];

const LOADS = /^(on|href$|xlink|src$|srcset$|action$|formaction$|srcdoc$|ping$)/;
const STYLED = /url|@import|expression|position: *fixed/i;

/** What could load or run something, and characters that are not seen. One pass, for it is long. */
export function harm(el: HTMLElement): string[] {
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
const said = (text: string) => JSON.stringify(text.slice(0, 60));

/** Whether a character is not seen; what is long was cut where it was marked. */
function hides(text: string): boolean {
  // Our own cut may leave a joiner behind that joins nothing any more, or half a character.
  const seen =
    text.length > 2_000 ? text.slice(0, 2_000).replace(/[\ud800-\udbff\u200d]+$/, "") : text;
  return piecesOf(seen).some((piece) => typeof piece !== "string");
}
