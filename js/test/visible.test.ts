/** What is not seen is made visible, and words that need such characters stay whole. */

import { afterEach, describe, expect, it } from "vitest";
import { piecesOf, plain } from "../src/text/invisible.ts";
import { asking } from "./events.ts";
import { Opened } from "./page.ts";

describe("a character that is not seen is told", () => {
  it.each([
    ["turned \u202Etxt.exe", "turned [RLO]txt.exe"],
    ["pass\u200Bword", "pass[ZWSP]word"],
    ["\uFEFFname", "[BOM]name"],
    ["\u001B[31mred", "[ESC][31mred"],
    ["a\u0000b\u0007", "a[NUL]b[BEL]"],
    ["over\rwritten", "over[CR]written"],
    ["a\u0085b", "a[U+0085]b"],
    ["co\u00ADop", "co[SHY]op"],
    ["half \uD800 of one", "half [U+D800] of one"],
    ["x\u200B\u200B\u200By", "x[ZWSP ×3]y"],
    ["x\u200B\u200C\u200D\u200By", "x[ZWSP ZWNJ ZWJ ZWSP]y"],
    ["x\u200B\u200C\u200D\u200B\u200Cy", "x[5 unseen]y"],
    ["hi\u{E0049}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065}", "hi[hidden “Ignore”]"],
    ["😀\u{E0100}\u{E0120}\u{E0130}\u{E0101}\u{E0102}", "😀[5 unseen]"],
    ["Z\u0334\u0335\u0336\u0337\u0338\u0339\u033A\u033B\u033C\u033Dx", undefined],
    ["a\u200Db", "a[ZWJ]b"],
    ["می\u200C\u200C\u200Cخواهم", "می[ZWNJ ×3]خواهم"],
    ["left\u200Eright", "left[LRM]right"],
    ["1\uFE0F", "1[U+FE0F]"],
  ])("%j", (text, told) => {
    const shown = plain(text);
    if (told !== undefined) expect(shown).toBe(told);
    expect(shown).not.toBe(text);
  });
});

describe("a character that a word or a picture needs is left to it", () => {
  it.each([
    ["a family", "👨‍👩‍👧‍👦"],
    ["a heart on fire", "❤️‍🔥"],
    ["a woman with a skin tone at a computer", "👩🏽‍💻"],
    ["a flag of colours", "🏳️‍🌈"],
    ["the flag of Scotland", "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}"],
    ["a digit in its box", "1️⃣"],
    ["a sign as text and as picture", "☑️ ✈︎"],
    ["Persian: I want", "می‌خواهم"],
    ["Hindi with a joiner", "क्‍ष"],
    ["Sinhala", "ශ්‍රී"],
    ["Bengali", "র‍্য"],
    ["Hebrew with a side mark", "שלום C++\u200E!"],
    ["Thai with a break", "ภาษา\u200Bไทย"],
    ["a form of an ideograph", "葛\u{E0100}"],
    ["Mongolian", "ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌"],
    ["Hebrew with points", "בְּרֵאשִׁית"],
    ["Vietnamese, decomposed", "tiếng Việt".normalize("NFD")],
    ["lines and tabs", "a\tb\r\nc\n"],
    ["French", "Qu’est-ce\u00A0?"],
  ])("%s", (_, text) => {
    expect(piecesOf(text)).toEqual([text]);
    expect(plain(text)).toBe(text);
  });
});

it("the pieces together are the text, and each change of a space can be seen", () => {
  for (const text of ["\u202Ea\u200B\u200Bb\uFEFF", "a\u00A0b", "\u0000", ""]) {
    const said = (exact: boolean) =>
      piecesOf(text, exact).map((piece) => (typeof piece === "string" ? piece : piece.text));
    expect(said(false).join("")).toBe(text);
    expect(said(true).join("")).toBe(text);
  }
  expect(piecesOf("a\u00A0b\tc\r\n", true).length).toBe(7);
});

it("a storm of marks is told in words, in bounded time", () => {
  const storm = "a\u200B".repeat(500_000);
  const pieces = piecesOf(storm);
  expect(pieces.length).toBeLessThan(1_000);
  expect(pieces.at(-1)).toContain("a▯a▯");
  expect(piecesOf("\u200B".repeat(1_000_000)).length).toBe(1);
});

describe("on the page", () => {
  let page: Opened;
  afterEach(() => page.close());
  const NAME = "pay\u202Eoob\u202C";

  it("a mark holds the character itself, so that what is selected is the original", async () => {
    page = await new Opened().tell(asking({ role: NAME, old: `old ${NAME}`, new: `new ${NAME}` }));
    const role = page.find(".tgw-role");
    expect(role.textContent).toBe(NAME);
    expect(role.querySelectorAll(".tgw-mark").length).toBe(2);
    expect(role.querySelector<HTMLElement>(".tgw-mark")?.dataset["mark"]).toBe("RLO");
    expect(role.title).toBe("pay[RLO]oob[PDF]");
    expect(page.find(".tgw-review").getAttribute("aria-label")).toBe("Your turn: pay[RLO]oob[PDF]");
    expect(page.find(".tgw-card .tgw-text").textContent).toBe("why?");
  });

  it("text that arrives is told as it arrives", async () => {
    page = await new Opened().tell(
      asking()
        .add("CallStarted", { call: "c2", node: "a" })
        .add("CallDelta", { call: "c2", text: "x\u200Bx" }),
    );
    expect(page.find("[data-node=a] .tgw-text").textContent).toBe("x[ZWSP]x");
  });

  it("a change of a space to one that looks the same is a change one sees", async () => {
    page = await new Opened().tell(asking({ old: "one two", new: "one\u00A0two" }));
    expect(page.find("ins .tgw-mark").dataset["mark"]).toBe("NBSP");
  });
});
