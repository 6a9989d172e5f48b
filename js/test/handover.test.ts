/** A reviewer decides by key and by mouse, and what they decided is in the file that goes back. */

import axe from "axe-core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import rows from "../../tests/hostile/texts.json" with { type: "json" };
import type { Document } from "../src/handover/document.ts";
import { EMPTY, fold } from "../src/store.ts";
import { Script } from "./events.ts";
import { type Row, textOf } from "./everywhere.ts";
import { harm } from "./harm.ts";
import { asking, drawn, item, NEW, OLD, Reviewing } from "./reviewing.ts";

let page: Reviewing;
let saved: Blob | null = null;

beforeEach(() => {
  vi.stubGlobal("scrollTo", () => {});
  localStorage.clear();
  saved = null;
  URL.createObjectURL = (given) => {
    saved = given as Blob;
    return "blob:nothing";
  };
  URL.revokeObjectURL = () => {};
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
  page.close();
});

const open = (asked: Document) => {
  page = new Reviewing(asked);
};
const again = (asked: Document) => {
  page.close();
  open(asked);
};
const here = () => page.find(".tgw-item").dataset["item"];
const text = () => page.el.textContent ?? "";

async function file(who = "Ann") {
  if (page.el.querySelector("#tgw-who")) await page.type("#tgw-who", who);
  if (page.el.querySelector("[data-action=finish]")) await page.click("[data-action=finish]");
  await page.click("[data-action=save]");
  const reader = new FileReader();
  const read = new Promise((done) => {
    reader.onload = done;
  });
  reader.readAsText(saved as Blob);
  await read;
  return JSON.parse(String(reader.result));
}

it("goes from question to question by key, and saves what was decided", async () => {
  open(asking([item("p1"), item("p2"), item("p3"), item("p4")]));
  expect(text()).toContain("0 of 4 decided");
  expect(page.find(".tgw-because").textContent).toContain("Shirts dry together.");
  await page.press("a");
  expect(here()).toBe("p2");
  await page.press("r");
  expect(document.activeElement?.tagName).toBe("TEXTAREA");
  await page.type(".tgw-comment textarea", " no jargon ");
  await page.press("Ctrl+Enter", "e");
  await page.type(".tgw-editor textarea", "mine");
  await page.press("Ctrl+Enter");
  expect(here()).toBe("p4");
  expect(text()).toContain("3 of 4 decided");
  await page.press("p", "p");
  expect(here()).toBe("p2");
  const data = await file();
  expect(data).toMatchObject({ kind: "tgwidget review", version: 1, document: "d1", who: "Ann" });
  expect(data.answers).toEqual([
    said("p1", "accept"),
    said("p2", "reject", { comment: "no jargon" }),
    said("p3", "edit", { text: "mine" }),
  ]);
});

it("asks for criticism and shows what waits at a breakpoint, each with a field", async () => {
  const words = { options: [{ text: "", broken: [] }], because: [], asked: "Is it true?" };
  const waits = { kind: "stop", old: "Too long.", options: [{ text: "Too long.", broken: [] }] };
  open(
    asking([
      item("a1", { ...words, kind: "criticism" }),
      item("a2", { ...words, kind: "criticism" }),
      ...["g1", "g2", "g3"].map((id) => item(id, { ...waits, kind: "stop", because: [] })),
    ]),
  );
  expect(text()).toContain("What is wrong with this?");
  expect(text()).toContain("Is it true?");
  await page.press("e");
  await page.type(".tgw-saying textarea", "It is dull.");
  await page.press("Ctrl+Enter", "a");
  expect(here()).toBe("g1");
  expect(page.find<HTMLTextAreaElement>(".tgw-saying textarea").value).toBe("Too long.");
  await page.press("e");
  await page.type(".tgw-saying textarea", "Much too long.");
  await page.press("Ctrl+Enter", "r", "a");
  const { answers } = await file();
  expect(answers.map((one: Record<string, unknown>) => [one["action"], one["text"]])).toEqual([
    ["edit", "It is dull."],
    ["accept", ""],
    ["edit", "Much too long."],
    ["reject", ""],
    ["accept", ""],
  ]);
});

const said = (id: string, action: string, more = {}) => ({
  id,
  kind: "question",
  version: 1,
  commit: 0,
  digest: `digest of ${id}`,
  action,
  option: 0,
  text: "",
  comment: "",
  ...more,
});

it("takes some changes and leaves others, as an edit", async () => {
  open(asking([item("p1")]));
  await page.click('[data-hunk="1"]');
  expect(page.find("[data-action=accept]").textContent).toBe("Accept 1 of 2a");
  await page.press("a");
  const [answer] = (await file()).answers;
  expect(answer).toMatchObject({ action: "edit" });
  expect(answer.text).toBe("Dry them all at once, and count the hours.");
});

it("accepts another of the texts; one that breaks a constraint at the second try", async () => {
  const options = [
    { text: NEW, broken: [] },
    { text: "short", broken: ["too short"] },
  ];
  open(asking([item("p1", { options })]));
  await page.press("2");
  expect(text()).toContain("It breaks a constraint");
  await page.press("a");
  expect(page.find("[data-action=accept]").textContent).toBe("Accept anywaya");
  await page.press("a");
  expect((await file()).answers).toEqual([said("p1", "accept", { option: 1 })]);
});

it("keeps a change, or takes it back", async () => {
  open(asking([item("v1", { kind: "change", version: 0, commit: 3 }), item("v2")]));
  expect(text()).toContain("Keep this change?");
  expect(page.find("[data-action=reject]").textContent).toBe("Take backr");
  await page.press("a");
  expect((await file()).answers[0]).toMatchObject({ kind: "change", commit: 3, action: "accept" });
});

it("shows what was answered when it is opened again, and asks for the name once", async () => {
  const asked = asking([item("p1"), item("p2")]);
  open(asked);
  await page.type("#tgw-who", "Ann");
  await page.press("a");
  await page.type(".tgw-comment textarea", "who reads this?");
  again(asked);
  expect(here()).toBe("p2");
  expect(text()).toContain("as Ann");
  expect(text()).toContain("1 of 2 decided");
  expect(page.find<HTMLTextAreaElement>(".tgw-comment textarea").value).toBe("who reads this?");
  again(asking([item("p9")], { id: "other" }));
  expect(text()).toContain("0 of 1 decided");
  expect(text()).toContain("as Ann");
});

it("saves nothing without a name", async () => {
  open(asking([item("p1")]));
  await page.press("a");
  await page.click("[data-action=save]");
  expect(saved).toBeNull();
  expect(page.find("[role=alert]").textContent).toContain("Say who you are first");
  expect(document.activeElement?.id).toBe("tgw-who");
});

async function load(data: unknown): Promise<void> {
  const input = page.find<HTMLInputElement>("input[type=file]");
  const given = { text: async () => (typeof data === "string" ? data : JSON.stringify(data)) };
  Object.defineProperty(input, "files", { value: [given], configurable: true });
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await drawn();
}

it("takes answers back from a file, and only its own", async () => {
  const asked = asking([item("p1"), item("p2")]);
  open(asked);
  await page.press("a", "r");
  const data = await file("Bob");
  localStorage.clear();
  again(asked);
  await page.click("[data-action=finish]");
  for (const wrong of ["{", "[]", null, { ...data, document: "d2" }]) {
    await load(wrong);
    expect(text()).toMatch(/no answers of such a page|answers to another page/);
    expect(text()).toContain("0 of 2 decided");
  }
  const [first, second] = data.answers;
  await load({
    ...data,
    answers: [first, { ...second, digest: "other" }, { ...second, option: 7 }],
  });
  expect(text()).toContain("1 answer taken over. 2 answers could not be read.");
  await load(data);
  expect(text()).toContain("2 of 2 decided");
  expect(page.find<HTMLInputElement>("#tgw-who").value).toBe("Bob");
});

it("warns before it is closed where the browser keeps nothing, until the answers are saved", async () => {
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
    throw new Error("refused");
  });
  vi.spyOn(Storage.prototype, "getItem").mockImplementation(() => {
    throw new Error("refused");
  });
  const leave = () => {
    const event = new Event("beforeunload", { cancelable: true });
    dispatchEvent(event);
    return event.defaultPrevented;
  };
  open(asking([item("p1")]));
  await drawn();
  expect(text()).toContain("Your browser keeps nothing for this page");
  expect(leave()).toBe(false);
  await page.press("a");
  expect(leave()).toBe(true);
  await file();
  expect(leave()).toBe(false);
});

it("is told in the widget: the values that came back, and what the reviewer had to say", () => {
  const script = new Script()
    .add("NodeAdded", { node: "q", role: "prompt", value: "new" })
    .add("Revised", {
      commit: 1,
      parent: 0,
      changes: [{ node: "q", old: "new", new: "old", version: 3 }],
    })
    .add("ReviewAnswered", { node: "q", action: "reject", comment: "be polite" });
  const state = fold(EMPTY, script.events);
  expect([state.nodes.get("q")?.value, state.head]).toEqual(["old", 1]);
  expect(state.notices.map(({ message }) => message)).toEqual([
    "Ann went over the changes: 1 text set anew.",
    "Ann on prompt: be polite",
  ]);
  open(asking([]));
});

it("says so where there is nothing to decide", () => {
  open(asking([]));
  expect(text()).toContain("There is nothing to decide");
});

const picture = { sha256: "a".repeat(64), width: 8, height: 6, thumbnail: "iVBORw0KGgo=" };

it("shows what a text was made from, and its pictures", () => {
  const sources = [
    { role: "question", text: "how long?", rest: 9, picture: null },
    { role: "photo", text: "", rest: 0, picture },
  ];
  const pictures = { [picture.sha256]: "https://evil.test/x.png" };
  open(asking([item("p1", { sources })], { pictures }));
  expect(page.find(".tgw-beside-text").textContent).toContain("how long? … and 9 more characters");
  expect(page.find<HTMLImageElement>("img").src).toMatch(/^data:image\/png;base64,/);
});

const MANY = Array.from({ length: 20 }, (_, place) => item(`p${place}`));
const STATES: readonly (readonly [string, Document, readonly string[]])[] = [
  ["empty", asking([]), []],
  ["one", asking([item("p1", { keeps: ["be polite"] })]), []],
  ["several", asking([item("p1"), item("v1", { kind: "change" })]), []],
  ["rejected", asking([item("p1")]), ["r"]],
  ["edited", asking([item("p1")]), ["e"]],
  ["keys", asking([item("p1")]), ["?"]],
  ["over", asking([item("p1")]), ["a"]],
  ["many", asking(MANY), ["a", "a"]],
  [
    "choosing",
    asking([
      item("p1", {
        options: [
          { text: OLD, broken: ["x"] },
          { text: NEW, broken: [] },
        ],
      }),
    ]),
    ["1"],
  ],
];

// jsdom has no layout, so contrast is measured in the browser tests.
const OPTIONS = { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } };

it.each(STATES)("axe finds nothing to mend: %s", async (_, asked, keys) => {
  open(asked);
  await page.press(...keys);
  const { violations } = await axe.run(page.el, OPTIONS);
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

it("shows hostile texts as text, in every place", async () => {
  const texts = (rows as Row[]).map(textOf).map((one) => one.slice(0, 600));
  for (const one of texts) {
    const hostile = item("p1", {
      role: one,
      old: one,
      options: [
        { text: `${one}!`, broken: [one] },
        { text: one, broken: [] },
      ],
      because: [{ source: one, text: one }],
      keeps: [one],
      sources: [{ role: one, text: one, rest: 0, picture: null }],
    });
    open(asking([hostile], { run: one, id: one }));
    expect(harm(page.find("main"))).toEqual([]);
    page.close();
  }
  open(asking([]));
  expect((window as unknown as { hurt?: number }).hurt).toBeUndefined();
}, 60_000);
