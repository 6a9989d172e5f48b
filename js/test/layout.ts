/** For a real browser: open a run on a bare page; say what is broken of its layout, or could harm. */

import widget from "../src/widget.tsx";
import { everywhere, over } from "./everywhere.ts";
import { harm } from "./harm.ts";
import { FakeModel } from "./model.ts";

/** Pixels that rounding may take. */
const SLACK = 1.5;

/** Show a run that waits, or one that is over, about these texts. */
function open(texts: readonly string[], ended: boolean): void {
  const el = document.createElement("div");
  document.body.replaceChildren(el);
  const model = new FakeModel();
  widget.initialize({ model: model.any });
  widget.render({ model: model.any, el });
  model.answer("Hello");
  model.receive((ended ? over : everywhere)(texts).batch());
}

const clips = (el: Element) => getComputedStyle(el).overflowX !== "visible";

/** Whether something between an element and the whole view cuts it off. */
function clipped(el: Element, root: Element): boolean {
  for (let at = el.parentElement; at !== null && at !== root; at = at.parentElement) {
    if (clips(at)) return true;
  }
  return false;
}

const named = (el: Element) => `${el.tagName.toLowerCase()}.${el.getAttribute("class") ?? ""}`;

/** What within an element reaches farthest out of it. */
function widest(el: Element): string {
  const edge = el.getBoundingClientRect().right + SLACK;
  const out = [...el.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > edge && !clipped(one, el),
  );
  return named(out.at(-1) ?? el);
}

function overlap(a: DOMRect, b: DOMRect): boolean {
  const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  return across > SLACK && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > SLACK;
}

/** Everything that is wider than it may be, or lies over something else. */
function broken(): readonly string[] {
  const found: string[] = [];
  const root = document.querySelector(".tgw");
  if (root === null) return ["no view"];
  const page = document.documentElement;
  if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} wide`);
  const room = root.getBoundingClientRect();
  for (const el of root.querySelectorAll("*")) {
    const box = el.getBoundingClientRect();
    if (box.width === 0 || el.closest("dialog, .tgw-hidden, .tgw-graph") !== null) continue;
    const out = box.right > room.right + SLACK || box.left < room.left - SLACK;
    if (out && !clipped(el, root)) found.push(`${named(el)} leaves the view`);
    const { overflowX } = getComputedStyle(el);
    const scrolls = overflowX === "auto" || overflowX === "scroll";
    if (scrolls && el.tagName !== "TABLE" && el.scrollWidth > el.clientWidth + SLACK)
      found.push(`${named(el)} scrolls sideways for ${widest(el)}`);
  }
  const parts = [".tgw-header", ".tgw-graph-box", ".tgw-panel", ".tgw-notices", ".tgw-ending"];
  const boxes = parts.flatMap((name) => {
    const el = root.querySelector(name);
    return el === null ? [] : [[name, el.getBoundingClientRect()] as const];
  });
  for (const [place, [name, box]] of boxes.entries()) {
    for (const [other, beside] of boxes.slice(place + 1)) {
      if (overlap(box, beside)) found.push(`${name} lies over ${other}`);
    }
    if (box.height > 900) found.push(`${name} is ${box.height} high`);
  }
  const told = [...root.querySelectorAll(".tgw-header > * > *")].map(
    (el) => [named(el), el.getBoundingClientRect()] as const,
  );
  for (const [place, [name, box]] of told.entries()) {
    for (const [other, beside] of told.slice(place + 1)) {
      if (overlap(box, beside)) found.push(`${name} lies over ${other}`);
    }
  }
  for (const el of root.querySelectorAll(".tgw-card .tgw-status")) {
    const { right = 0 } = el.closest(".tgw-card")?.getBoundingClientRect() ?? {};
    if (el.getBoundingClientRect().right > right) found.push(`${named(el)} is cut`);
  }
  const cards = [...root.querySelectorAll(".tgw-card")].map((el) => el.getBoundingClientRect());
  for (const [place, card] of cards.entries()) {
    if (cards.slice(place + 1).some((other) => overlap(card, other))) found.push("cards overlap");
  }
  return [...new Set(found)];
}

const frames = async () => {
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
};

const all = (selector: string) => document.querySelectorAll<HTMLElement>(selector);

/** What is wrong of all that is shown now. */
const wrong = (): readonly string[] => [...broken(), ...harm(document.body)];

/** Open everything about one of the variables, as it was written and as it is read; what is wrong. */
async function look(node: number, text: string): Promise<readonly string[]> {
  document.querySelector<HTMLElement>(`[data-node=n${node}] .tgw-card-open`)?.click();
  await frames();
  const value = document.querySelector(".tgw-detail .tgw-part .tgw-words")?.textContent ?? "";
  const told = value.includes(text.slice(0, 9)) ? [] : [`not ${text.slice(0, 9)}`];
  for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of all(".tgw-format[aria-pressed=false]")) one.click();
  await frames();
  told.push(...wrong());
  // How a text is read is remembered; the next one is looked for word by word.
  for (const one of all(".tgw-format[aria-pressed=true]")) one.click();
  return told;
}

Object.assign(window, { tg: { open, wrong, look } });
