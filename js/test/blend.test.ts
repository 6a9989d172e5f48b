/** Candidates in one text, change by change. */

import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { blended, picksOf, sitesOf, sourcesOf } from "../src/review/blend.ts";
import { diff } from "../src/review/diff.ts";
import { piecesOf } from "../src/review/pieces.ts";
import { candidate, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const OLD = "Dear customer, no. Goodbye.";
const TEXTS = [
  "Dear Ana, no. Goodbye.",
  "Dear customer, not yet. Goodbye.",
  "Dear Ana, no. Yours.",
];

const sites = (old: string, texts: readonly string[]) =>
  sitesOf(
    old,
    texts.map((text) => piecesOf(diff(old, text))),
  );

describe("the places", () => {
  it("each take the text of one candidate, and those who agree are told together", () => {
    const found = sites(OLD, TEXTS);
    const told = found.map(({ variants }) => variants.map(({ text, places }) => [text, ...places]));
    expect(told).toEqual([
      [
        ["customer", 1],
        ["Ana", 0, 2],
      ],
      [
        ["no", 0, 2],
        ["not yet", 1],
      ],
      [
        ["Goodbye", 0, 1],
        ["Yours", 2],
      ],
    ]);
    expect(blended(OLD, found, [1, 1, 1])).toBe("Dear Ana, not yet. Yours.");
    expect(sourcesOf(found, [1, 1, 1])).toEqual([1, 2]);
    expect(sourcesOf(found, [0, 0, 0])).toEqual([]);
  });

  it("exclude each other where changes touch", () => {
    const found = sites("one two three four", ["one 2 3 four", "one two THREE four", ""]);
    expect(found).toHaveLength(1);
    expect(found[0]?.variants).toHaveLength(4);
  });

  it("give back every candidate, and the old text", () => {
    const words = ["sun", "shirt", "dry", "hour", "1.2", "…", "\n", "时间", "🧺"];
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return seed % below;
    };
    const text = () => Array.from({ length: random(14) }, () => words[random(9)]).join(" ");
    for (let round = 0; round < 200; round++) {
      const [old, ...texts] = Array.from({ length: 4 }, text) as [string, ...string[]];
      const found = sites(old, texts);
      texts.forEach((one, place) => {
        expect(blended(old, found, picksOf(found, place))).toBe(one);
      });
      expect(blended(old, found, [])).toBe(old);
    }
  });
});

describe("in the page", () => {
  let page: Opened;
  beforeEach(async () => {
    page = await new Opened().tell(
      new Script()
        .add("RunStarted")
        .add("NodeAdded", { node: "q", kind: "parameter", role: "letter", value: OLD })
        .add("ProposalMade", { old: OLD, candidates: TEXTS.map((text) => candidate(text)) })
        .add("ReviewOpened"),
    );
  });
  afterEach(() => {
    page.close();
    document.body.replaceChildren();
  });
  const radios = (site: number) => [
    ...(page.el.querySelectorAll(".tgw-blend-site")[site]?.querySelectorAll("button") ?? []),
  ];
  const decided = () => page.model.sent.filter(({ type }) => type === "Decide");

  it("is begun by key with the candidate that is looked at, and seen as it grows", async () => {
    page.key("x");
    await drawn();
    page.key("ArrowDown", radios(1)[0] as Element);
    await drawn();
    expect(page.find(".tgw-blend .tgw-diff").textContent).toContain("not yet");
    expect((await axe.run(page.find(".tgw-review"))).violations).toEqual([]);
    page.key("a");
    const text = "Dear Ana, not yet. Goodbye.";
    expect(decided()).toMatchObject([{ action: "edit", text, blend: [0, 1], candidate: 0 }]);
  });

  it("that is one candidate after all is that candidate", async () => {
    page.key("x");
    await drawn();
    radios(2)[1]?.click();
    await drawn();
    page.key("a");
    expect(decided()).toMatchObject([{ action: "accept", candidate: 2, blend: [] }]);
  });

  it("is left again, and then a number looks at a candidate", async () => {
    page.key("x");
    await drawn();
    page.key("3");
    page.find("[data-action=unblend]").click();
    await drawn();
    expect(page.el.querySelector(".tgw-blend")).toBeNull();
    expect(page.find("[role=radio][aria-checked=true]").dataset["candidate"]).toBe("0");
  });
});
