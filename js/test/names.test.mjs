/** The build shortens fields that nobody but our own code can name; every other name stays. */

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ours } from "../names.mjs";
import widget from "../src/widget.tsx";
import { everywhere, over } from "./everywhere.ts";
import { FakeModel } from "./model.ts";
import { drawn } from "./page.ts";

const ROOT = join(import.meta.dirname, "..");
const shortened = new Set(ours());
const lost = (names) => [...names].filter((name) => shortened.has(name));

beforeEach(() => {
  vi.spyOn(Math, "random").mockReturnValue(0.5); // of which names are made
  vi.spyOn(Date, "now").mockReturnValue(1); // no comparison gives up
});
afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
  sessionStorage.clear();
});

it("some are shortened, none that stands on the wire", () => {
  expect(shortened.size).toBeGreaterThan(50);
  const protocol = readFileSync(join(ROOT, "src/protocol.ts"), "utf8");
  const fields = [...protocol.matchAll(/readonly (\w+)\??:/g)].map(([, name]) => name);
  expect(fields).toContain("proposal");
  expect(lost(fields)).toEqual([]);
});

/** Everything that can be asked of a value, or of what it is made from. */
function* namesOf(value) {
  for (let at = value; at !== null; at = Object.getPrototypeOf(at)) {
    yield* Object.getOwnPropertyNames(at);
  }
}

it("none that a browser or a language has", () => {
  const kinds = Object.getOwnPropertyNames(window).map((name) => window[name]?.prototype);
  const values = [window, document.body.style, Intl, Math, JSON, ...kinds];
  const known = new Set(values.flatMap((value) => [...namesOf(value ?? null)]));
  expect(known).toContain("scrollTop");
  expect(known).toContain("flatMap");
  expect(known).toContain("maxHeight");
  expect(lost(known)).toEqual([]);
});

/** The widget as it is built, with the names that it is built with. */
function built() {
  const code = execFileSync(join(ROOT, "node_modules/.bin/esbuild"), [
    join(ROOT, "src/widget.tsx"),
    ...["--bundle", "--format=iife", "--global-name=built", "--loader:.css=empty"],
    ...["--jsx=automatic", "--jsx-import-source=preact", "--log-level=error"],
    `--mangle-props=^(?:${[...shortened].join("|")})$`,
  ]);
  return new Function(`${code}; return built.default`)();
}

/** A widget that shows a run. */
class Shown {
  model = new FakeModel();
  el = document.createElement("div");

  constructor({ initialize, render }, script) {
    const { model, el } = this;
    document.body.append(el);
    this.closers = [initialize({ model: model.any }), render({ model: model.any, el })];
    model.answer("Hello");
    model.receive(script.batch());
  }

  /** Press a key, or click what a selector finds. */
  press(hand) {
    const found = hand.length > 9 ? this.el.querySelectorAll(hand) : [];
    for (const one of found) one.click();
    const at = this.el.querySelector(".tgw-review") ?? this.el.querySelector(".tgw");
    const init = { key: hand, bubbles: true, composed: true };
    if (hand.length < 9) at.dispatchEvent(new KeyboardEvent("keydown", init));
    for (const detail of this.el.querySelectorAll("details")) detail.open = true;
  }

  close() {
    for (const close of this.closers.reverse()) close();
  }
}

/** What is drawn, but where the one focus of the page is. */
const drawing = ({ el }) => el.innerHTML.replaceAll(/ tabindex="[-01]+"/g, "");

const LOOKING = [
  ".tgw-card-open",
  ".tgw-detail .tgw-format",
  "o",
  "o",
  "/",
  "Escape",
  "?",
  "Escape",
];
const DECIDING = "e|Escape|2|x|Escape|w|Escape|n|p|m|a".split("|");

it.each([
  ["a run that asks", everywhere(["**one**", "two"]), DECIDING],
  ["a run that is over", over(["one"]), [...LOOKING, "h", ".tgw-commit", ".tgw-step-mark"]],
])("what is built shows and says the same: %s", async (_, script, hands) => {
  const all = [widget, built()].map((made) => new Shown(made, script));
  const same = (read) => expect(read(all[1])).toEqual(read(all[0]));
  for (const hand of ["", ...hands]) {
    for (const one of all) one.press(hand);
    await drawn();
    await vi.waitFor(() => same(drawing), 20_000);
  }
  same(({ model }) => model.sent);
  expect(all[0].model.sent.length).toBeGreaterThan(0);
  for (const one of all) one.close();
});
