/** The pane: everything about one card, to read and to copy, and the way from card to card. */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { neighbour, type Way } from "../src/graph/moving.ts";
import { EMPTY } from "../src/store/state.ts";
import { fold } from "../src/store.ts";
import { asking, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";
import { plain } from "./scene.ts";

let page: Opened;
afterEach(() => {
  page?.close();
  vi.unstubAllGlobals();
});

const open = async (node: string) => {
  page.find(`[data-node=${node}] .tgw-card-open`).click();
  await drawn();
  return page.find(".tgw-detail");
};
const parts = () =>
  [...page.el.querySelectorAll(".tgw-call .tgw-part")].map((part) => [
    part.querySelector(".tgw-label")?.textContent,
    part.querySelector(".tgw-words")?.textContent,
  ]);
const called = (fields: object) =>
  new Script()
    .add("NodeAdded", { value: "" })
    .add("CallStarted", { system: "be brief", prompt: "why?" })
    .add("CallDelta", { text: "hm", kind: "reasoning" })
    .add("CallFinished", { reasoning: "hm", ...fields });

describe("a call in the pane", () => {
  const facts = () =>
    Object.fromEntries(
      [...page.el.querySelectorAll(".tgw-facts > div")].map((row) => [
        row.querySelector("dt")?.textContent,
        row.querySelector("dd")?.textContent,
      ]),
    );

  it("holds the exact words sent, the reply, and the reasoning apart from it", async () => {
    page = await new Opened().tell(called({}));
    await open("q");
    expect(parts()).toEqual([
      ["system prompt", "be brief"],
      ["prompt", "why?"],
      ["reasoning", "hm"],
      ["reply", "because"],
    ]);
    expect(page.find("[data-kind=reasoning] .tgw-words").textContent).toBe("hm");
  });

  it("says what it took, and what is unknown is not zero", async () => {
    page = await new Opened().tell(called({ tokens_out: null, cost: null, attempts: 2 }));
    await open("q");
    expect(facts()).toMatchObject({
      model: "gpt",
      provenance: "live: a provider answered",
      tokens: "10 in, unknown out",
      cost: "unknown",
      time: "0.50 s, first token 0.10 s",
      cache: "not from it",
      attempts: "2",
    });
  });

  it("says what the cache saved", async () => {
    page = await new Opened().tell(called({ cached: true, cost: 0, saved: 0.02 }));
    await open("q");
    expect(facts()).toMatchObject({ cost: "$0.00", cache: "hit, saved $0.0200" });
  });
});

it("a value and a gradient lead to where they came from", async () => {
  page = await new Opened().tell(asking());
  const detail = await open("a");
  expect(page.find(".tgw-origin").textContent).toBe("made by LLMCall from question");
  expect(page.find(".tgw-gradient .tgw-via").textContent).toBe("from loss");
  detail.querySelector<HTMLElement>(".tgw-gradient .tgw-source")?.click();
  await drawn();
  expect(page.find(".tgw-detail h3").textContent).toBe("loss");
  page.find(".tgw-origin .tgw-source").click();
  await drawn();
  expect(page.find(".tgw-detail h3").textContent).toBe("answer");
});

it("closed, gives the focus back to its card", async () => {
  page = await new Opened().tell(asking().add("ReviewClosed").add("RunEnded"));
  await open("l");
  expect(document.activeElement).toBe(page.find(".tgw-detail h3"));
  page.key("Escape", document.activeElement ?? undefined);
  await drawn();
  expect(document.activeElement).toBe(page.find("[data-node=l] .tgw-card-open"));
});

it("a picture is large, never larger than it is, with its size and role", async () => {
  const picture = { sha256: "x", width: 640, height: 480, thumbnail: "iVBORw0=" };
  page = await new Opened().tell(new Script().add("NodeAdded", { picture }));
  await open("q");
  expect(page.find(".tgw-photo").style.getPropertyValue("--tgw-width")).toBe("640px");
  expect(page.find("figcaption").textContent).toContain("640 × 480 pixels");
  expect(page.find(".tgw-picture").getAttribute("alt")).toBe("question");
});

describe("copying", () => {
  const button = () => page.find(".tgw-call [data-copied]:not([aria-label*=system])");
  beforeEach(async () => {
    page = await new Opened().tell(called({ text: "<b>the reply</b>" }));
    await open("q");
  });

  it("puts the whole text on the clipboard and says so", async () => {
    const writeText = vi.fn(async (_: string) => {});
    vi.stubGlobal("navigator", { clipboard: { writeText } });
    const all = [...page.el.querySelectorAll<HTMLElement>(".tgw-copy")];
    for (const one of all) one.click();
    await drawn();
    expect(writeText.mock.calls.map(([text]) => text)).toEqual([
      "be brief",
      "why?",
      "hm",
      "<b>the reply</b>",
    ]);
    expect(all.map((one) => one.textContent)).toEqual(Array(4).fill("Copied"));
    expect(all[0]?.getAttribute("aria-label")).toBe("Copied: system prompt of answer");
  });

  it("takes the browser's command where the page may not, and leaves nothing behind", async () => {
    const seen: string[] = [];
    vi.stubGlobal("navigator", {});
    document.execCommand = () => {
      seen.push((document.activeElement as HTMLTextAreaElement).value);
      return true;
    };
    button().focus();
    button().click();
    await drawn();
    expect(seen).toEqual(["why?"]);
    expect(button().textContent).toBe("Copied");
    expect(page.el.querySelector("textarea")).toBeNull();
    expect(document.activeElement).toBe(button());
  });

  it("says so where neither does it", async () => {
    vi.stubGlobal("navigator", {});
    document.execCommand = () => false;
    button().click();
    await drawn();
    expect(button().textContent).toBe("Not copied");
  });
});

describe("arrows", () => {
  it("lead along edges, else to the nearest card, and sideways stay in the step", () => {
    const script = asking().add("NodeAdded", { node: "z", role: "other" });
    script
      .add("Decided")
      .add("ReviewClosed")
      .add("StepCommitted", {
        changes: [{ node: "a", old: "x", new: "y", version: 2 }],
      });
    const scene = plain(fold(EMPTY, script.events));
    const to = (key: string, way: Way) => neighbour(scene, key, way);
    expect(to("q@0", "right")).toBe("a@0");
    expect(to("a@0", "right")).toBe("l@0");
    expect(to("l@0", "left")).toBe("a@0");
    expect(to("q@0", "down")).toBe("z@0");
    expect(to("z@0", "up")).toBe("q@0");
    expect(to("z@0", "down")).toBe("a@1");
    expect(to("a@1", "right")).toBeUndefined();
    expect(to("gone@0", "up")).toBeUndefined();
  });

  it("move the focus from card to card, one tab stop for all, and Enter opens", async () => {
    page = await new Opened().tell(asking());
    const cards = () => [...page.el.querySelectorAll<HTMLElement>(".tgw-card-open")];
    const [q, a] = cards();
    expect(cards().map((one) => one.tabIndex)).toEqual([0, -1, -1]);
    q?.focus();
    page.key("ArrowRight", q);
    await drawn();
    expect(document.activeElement).toBe(a);
    expect(cards().map((one) => one.tabIndex)).toEqual([-1, 0, -1]);
    // A button is pressed by Enter: the browser's business.
    expect(a?.tagName).toBe("BUTTON");
  });
});
