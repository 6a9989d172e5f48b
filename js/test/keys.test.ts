import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mayTakeFocus } from "../src/focus.ts";
import { containKeys } from "../src/keys.ts";

function press(target: Element, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  target.dispatchEvent(event);
  return event;
}

let root: HTMLElement;
let stop: () => void;
const pressed = vi.fn();
const leaked = vi.fn();
const types = ["keydown", "keypress", "keyup"];

beforeEach(() => {
  document.body.innerHTML = `<div id="root" tabindex="0"><button></button><textarea></textarea>
    <div contenteditable="true"></div></div><input id="cell">`;
  root = document.querySelector("#root") as HTMLElement;
  stop = containKeys(root, pressed);
  for (const type of types) document.body.addEventListener(type, leaked);
});
afterEach(() => {
  stop();
  for (const type of types) document.body.removeEventListener(type, leaked);
  pressed.mockReset();
  leaked.mockReset();
});

const inside = (selector: string) => root.querySelector(selector) as HTMLElement;

describe("keys", () => {
  it.each(["a", "e", "r", "A", "1", "9", "Escape"])("%s is ours inside the root", (key) => {
    press(inside("button"), key);
    expect(pressed).toHaveBeenCalledTimes(1);
  });

  it.each(["a", "b", "x", "Enter", "Escape", "ArrowDown", " "])("%s never leaks", (key) => {
    for (const target of [root, inside("button"), inside("textarea")]) press(target, key);
    for (const type of types) {
      inside("button").dispatchEvent(new KeyboardEvent(type, { key, bubbles: true }));
    }
    expect(leaked).not.toHaveBeenCalled();
  });

  it.each(["textarea", "[contenteditable]"])("belong to a text field: %s", (selector) => {
    for (const key of ["a", "e", "r", "Escape"]) press(inside(selector), key);
    expect(pressed).not.toHaveBeenCalled();
  });

  it.each(["ctrlKey", "metaKey", "altKey"])("with %s are the browser's", (modifier) => {
    const event = press(inside("button"), "a", { [modifier]: true });
    expect(pressed).not.toHaveBeenCalled();
    expect(event.defaultPrevented).toBe(false);
  });

  it("that are held down decide nothing more", () => {
    press(inside("button"), "a", { repeat: true });
    expect(pressed).not.toHaveBeenCalled();
  });

  it("outside are not ours", () => {
    press(document.querySelector("#cell") as Element, "a");
    expect(pressed).not.toHaveBeenCalled();
    expect(leaked).toHaveBeenCalledTimes(1);
  });

  it("are the notebook's again when we go", () => {
    stop();
    press(inside("button"), "a");
    expect(pressed).not.toHaveBeenCalled();
    expect(leaked).toHaveBeenCalledTimes(1);
  });
});

it("takes the focus from nobody else", () => {
  expect(mayTakeFocus(root)).toBe(true);
  inside("button").focus();
  expect(mayTakeFocus(root)).toBe(true);
  (document.querySelector("#cell") as HTMLElement).focus();
  expect(mayTakeFocus(root)).toBe(false);
});
