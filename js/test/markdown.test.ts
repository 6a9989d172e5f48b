/** Markdown is read in linear time, no word of it is lost, and nothing of it loads or runs. */

import { describe, expect, it } from "vitest";
import type { Inline } from "../src/text/inline.ts";
import { inlines } from "../src/text/inline.ts";
import { type Block, blocks, isPlain } from "../src/text/markdown.ts";

/** All words of what was read, in order, addresses among them. */
const words = (inside: readonly Inline[]): string =>
  inside
    .map((one) => {
      if (typeof one === "string") return one;
      return "inside" in one ? words(one.inside) : "url" in one ? one.text + one.url : one.text;
    })
    .join("");
const said = (all: readonly Block[]): string =>
  all
    .map((block) => {
      if (block.kind === "code") return block.language + block.text;
      if (block.kind === "quote") return said(block.blocks);
      if (block.kind === "list")
        return block.items.map((one) => `${one.number ?? ""}${said(one.blocks)}`).join("");
      if (block.kind === "table") return block.rows.flat().map(words).join("");
      return block.kind === "rule" ? "" : words(block.inside);
    })
    .join("");

/** What stands in a text for its form alone. */
const SIGNS = /[\s#>*_~`|\-+=.()[\]!<:\\'"]|\r/;

/** Every character of what was read stands in the text, in order; the others are signs. */
function lost(text: string): string {
  const read = said(blocks(text));
  let [at, missing] = [0, ""];
  for (const char of text) {
    if (read.startsWith(char, at)) at += char.length;
    else missing += char;
  }
  const unread = read.slice(at);
  return unread + missing.replaceAll(new RegExp(SIGNS, "gu"), "");
}

/** Numbers that are the same at each run. */
function* numbers(seed: number): Generator<number> {
  for (let x = seed; ; ) {
    x = (x * 1_103_515_245 + 12_345) % 2_147_483_648;
    yield x;
  }
}
const PIECES =
  "# |## |> |- |* |1. |7) |```|~~~|`|``|*|**|***|_|__|~~|[|](|)|![|<https://a.b>|\\*|\\[|\n|\n\n|\n  |    |---|a | b|c_d|é|漢字|😀|<b>|</b>|&amp;|x|1|:|\t".split(
    "|",
  );

it("no word is lost, whatever is written", () => {
  const random = numbers(7);
  for (let round = 0; round < 4_000; round++) {
    const length = 1 + ((random.next().value ?? 0) % 24);
    const pick = () => PIECES[(random.next().value >> 8) % PIECES.length] ?? "|";
    const text = Array.from({ length }, pick).join("").replaceAll("1", "1");
    expect([text, lost(text)]).toEqual([text, ""]);
  }
});

describe("what a model writes is read", () => {
  it.each<[string, unknown]>([
    [
      "**a** and *b* and ~~c~~",
      [
        { kind: "strong", inside: ["a"] },
        " and ",
        { kind: "em", inside: ["b"] },
        " and ",
        { kind: "del", inside: ["c"] },
      ],
    ],
    ["***a***", [{ kind: "strong", inside: [{ kind: "em", inside: ["a"] }] }]],
    ["**a *b* c**", [{ kind: "strong", inside: ["a ", { kind: "em", inside: ["b"] }, " c"] }]],
    ["`a *b*`", [{ kind: "code", text: "a *b*" }]],
    ["`` a`b ``", [{ kind: "code", text: "a`b" }]],
    ["[a](https://b.c/d?e=(f))", [{ kind: "link", text: "a", url: "https://b.c/d?e=(f)" }]],
    ['![a](x.png "t")', [{ kind: "image", text: "a", url: "x.png" }]],
    ["<https://b.c>", [{ kind: "link", text: "", url: "https://b.c" }]],
    ["\\*a\\*", ["*a*"]],
  ])("%s", (text, read) => expect(inlines(text)).toEqual(read));

  it.each([
    "2 * 3 * 4",
    "snake_case_name",
    "a ** b ** c",
    "**",
    "a **** b",
    "[a][b] and [c]",
    "\\(x^2\\) and \\[y\\] and \\{z\\}",
    "<script>alert(1)</script>",
    "*a",
    "5 > 3",
    "#hash",
    "1.5 hours",
  ])("and %s stays as it is", (text) => {
    expect(said(blocks(text))).toBe(text);
    expect(isPlain(blocks(text))).toBe(true);
  });

  it("blocks in blocks", () => {
    const text =
      "## Why\n\n1. First\n   - `a`\n   - b\n3. Third\n\n> quoted\n> more\n\n```py\nx = 1\n```\n\n| a | b |\n|---|:-:|\n| 1 | 2 \\| 3 |\n\n---\nend\nof it";
    const read = blocks(text);
    expect(read.map(({ kind }) => kind)).toEqual([
      "heading",
      "list",
      "quote",
      "code",
      "table",
      "rule",
      "text",
    ]);
    const [, list, , code, table] = read;
    expect(
      list?.kind === "list" &&
        list.items.map(({ number, blocks }) => [number, blocks.map(({ kind }) => kind)]),
    ).toEqual([
      [1, ["text", "list"]],
      [3, ["text"]],
    ]);
    expect(code).toEqual({ kind: "code", language: "py", text: "x = 1" });
    expect(table?.kind === "table" && table.rows).toEqual([
      [["a"], ["b"]],
      [["1"], ["2 | 3"]],
    ]);
  });
});

describe("nasty input takes linear time", () => {
  // Quadratic time would be many minutes, and end the test.
  const MUCH = 200_000;
  it.each([
    "[",
    "![",
    "[a](",
    "[a](b ",
    "[a]((",
    "`",
    "*a ",
    "**a _b ",
    "_",
    "***a*",
    "~~a",
    "<http://",
    "\\",
    "\\|",
    "|",
    "> ",
    "- ",
    "> - ",
    "1. ",
    "#",
    "# ",
    "```\n",
    "~~~",
    "a\n\n",
    "- a\n\n  b\n",
    "|-",
    "* * ",
    "  ",
    "\t",
    "](",
    "*_`",
    "a**b",
    "` `` ",
  ])("%j, over and over", (unit) => {
    const text = unit.repeat(MUCH / unit.length);
    expect(blocks(text).length).toBeGreaterThan(-1);
    expect(blocks(`# ${text}x`).length).toBeGreaterThan(-1);
  });

  it("runs of backticks of every length", () => {
    const text = Array.from({ length: 1_200 }, (_, n) => "`".repeat(n + 1)).join("a");
    expect(lost(text)).toBe("");
  });
});
