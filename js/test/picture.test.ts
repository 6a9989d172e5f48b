/** Pictures in the pane: seen large, and criticised region by region. */

import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lookAddress, thumbnailAddress } from "../src/picture/address.ts";
import type { AddGradient } from "../src/protocol.ts";
import { Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const LARGE = "data:image/jpeg;base64,/9j/AAAA";
const picture = { sha256: "ab", width: 640, height: 480, thumbnail: "iVBORw0=" };
const region = { left: 64, top: 48, width: 128, height: 96 };
const human = { author: "human", node: "q" } as const;

let page: Opened;
beforeEach(() => {
  page = new Opened();
});
afterEach(() => page.close());

const script = () => new Script().add("RunStarted").add("NodeAdded", { picture, role: "photo" });
const show = async (given = script(), node = "q") => {
  await page.tell(given);
  page.find(`[data-node=${node}] .tgw-card-open`).click();
  await drawn();
};
const press = async (action: string) => {
  page.find(`[data-action=${action}]`).click();
  await drawn();
};
const more = async (given: Script, change: (script: Script) => Script) => {
  const first = given.events.length + 1;
  page.model.receive(change(given).batch(first));
  await drawn();
};
const sent = () => page.model.sent.filter((one): one is AddGradient => one.type === "AddGradient");
const shownAddress = () => page.find<HTMLImageElement>(".tgw-picture").getAttribute("src");
const field = (place = 0) =>
  [...page.el.querySelectorAll<HTMLTextAreaElement>(".tgw-remark textarea")][place];
const type = async (text: string, place = 0) => {
  const at = field(place);
  if (at === undefined) throw new Error("nothing to write in");
  at.value = text;
  at.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn();
};

/** A pointer on the picture, which is shown 320 × 240, at this place of the screen. */
const point = (
  kind: string,
  x: number,
  y: number,
  more: PointerEventInit = {},
  target: Element = page.find(".tgw-photo"),
) => {
  const init = { bubbles: true, cancelable: true, pointerId: 1, clientX: x, clientY: y, ...more };
  target.dispatchEvent(new PointerEvent(`pointer${kind}`, init));
};
const laidOut = () => {
  const photo = page.find(".tgw-photo");
  photo.getBoundingClientRect = () => new DOMRect(100, 50, 320, 240);
  Object.defineProperty(photo, "clientWidth", { value: 320 });
};
const stroke = async (init: PointerEventInit = {}) => {
  laidOut();
  point("down", 132, 74, init);
  point("move", 150, 80, init);
  point("move", 196, 122, init);
  point("up", 196, 122, init);
  page.find(".tgw-photo").click();
  await drawn();
};
const box = () => page.find(".tgw-detail [role=slider]");

describe("a picture in the pane", () => {
  it("is its thumbnail until a larger one comes, which is asked for once", async () => {
    await show();
    expect(shownAddress()).toBe("data:image/png;base64,iVBORw0=");
    expect(page.find("figcaption").textContent).toBe("640 × 480 pixels, a preview");
    page.model.answer("Look", true, "", LARGE);
    await drawn();
    expect(shownAddress()).toBe(LARGE);
    expect(page.find("figcaption").textContent).toBe("640 × 480 pixels");
    await press("zoom");
    page.key("Escape");
    await drawn();
    page.find("[data-node=q] .tgw-card-open").click();
    await drawn();
    expect(shownAddress()).toBe(LARGE);
    expect(page.model.sent.filter((one) => one.type === "Look")).toHaveLength(1);
  });

  it.each([
    [false, null],
    [true, "https://evil.test/x.png"],
    [true, "data:image/svg+xml;base64,AAAA"],
    [true, 'data:image/png;base64,AA" onerror="alert(1)'],
    [true, "javascript:alert(1)"],
  ])("stays its thumbnail where nothing better comes: %s %s", async (ok, data) => {
    await show();
    page.model.answer("Look", ok, "gone", data);
    await drawn();
    expect(shownAddress()).toBe("data:image/png;base64,iVBORw0=");
    expect(page.find(".tgw-message").hidden).toBe(true);
  });

  it("falls back to its thumbnail where the larger one is broken", async () => {
    await show();
    page.model.answer("Look", true, "", LARGE);
    await drawn();
    page.find(".tgw-picture").dispatchEvent(new Event("error"));
    await drawn();
    expect(shownAddress()).toBe("data:image/png;base64,iVBORw0=");
  });

  it("is seen in its actual size by click and by button", async () => {
    await show();
    const zoomed = () => page.find(".tgw-frame").dataset["zoomed"];
    page.find(".tgw-photo").click();
    await drawn();
    expect([zoomed(), page.find(".tgw-frame").tabIndex]).toEqual(["true", 0]);
    await press("zoom");
    expect(zoomed()).toBe("false");
  });

  it("has no larger size than its own", async () => {
    const small = { ...picture, width: 24, height: 16 };
    await show(new Script().add("NodeAdded", { picture: small }));
    expect(page.model.sent.some((one) => one.type === "Look")).toBe(false);
    expect(page.el.querySelector("[data-action=zoom]")).toBeNull();
    expect(page.find(".tgw-photo").dataset["enlarged"]).toBe("true");
  });
});

describe("a region", () => {
  it.each(["mouse", "pen"])("is drawn with a %s, written about, and sent", async (pointerType) => {
    await show();
    await stroke({ pointerType });
    expect(box().getAttribute("aria-valuetext")).toBe("128 × 96 pixels at 64, 48");
    expect(document.activeElement).toBe(field());
    await type("This is a lake.");
    page.key("Enter", field(), { ctrlKey: true });
    page.key("Enter", field(), { ctrlKey: true });
    expect(sent()).toMatchObject([{ node: "q", text: "This is a lake.", region }]);
    page.model.answer("AddGradient");
    await drawn();
    expect(page.el.querySelector(".tgw-detail [role=slider]")).toBeNull();
    expect(document.activeElement).toBe(page.find("[data-action=mark]"));
    expect(page.find(".tgw-frame").dataset["zoomed"]).toBe("false");
  });

  it("is drawn with a finger only once marking has begun, so that a finger can scroll", async () => {
    await show();
    await stroke({ pointerType: "touch" });
    expect(page.el.querySelector(".tgw-detail [role=slider]")).toBeNull();
    await press("mark");
    await stroke({ pointerType: "touch" });
    expect(page.el.querySelectorAll(".tgw-detail [role=slider]")).toHaveLength(1);
    expect(box().getAttribute("aria-valuetext")).toBe("128 × 96 pixels at 64, 48");
  });

  it("is put, moved, sized and removed by key", async () => {
    await show();
    await press("mark");
    expect(document.activeElement).toBe(box());
    const before = box().getAttribute("aria-valuetext");
    expect(before).toBe("192 × 144 pixels at 224, 168");
    for (const [key, shiftKey] of [
      ["ArrowLeft", false],
      ["ArrowDown", false],
      ["ArrowRight", true],
      ["ArrowUp", true],
    ] as const) {
      page.key(key, box(), { shiftKey });
      await drawn();
    }
    expect(box().getAttribute("aria-valuetext")).toBe("198 × 138 pixels at 218, 174");
    page.key("Enter", box());
    expect(document.activeElement).toBe(field());
    box().focus();
    page.key("Delete", box());
    await drawn();
    expect(page.el.querySelector(".tgw-remark")).toBeNull();
    expect(document.activeElement).toBe(page.find("[data-action=mark]"));
    expect(sent()).toEqual([]);
  });

  it("is dragged elsewhere, and sized by its corner", async () => {
    await show();
    await stroke();
    point("down", 150, 100, {}, box());
    point("move", 160, 90, {}, box());
    point("up", 160, 90, {}, box());
    await drawn();
    expect(box().getAttribute("aria-valuetext")).toBe("128 × 96 pixels at 84, 28");
    const corner = page.find(".tgw-region-corner");
    point("down", 190, 110, {}, corner);
    point("move", 200, 100, {}, corner);
    point("up", 200, 100, {}, corner);
    point("move", 300, 300, {}, corner);
    await drawn();
    expect(box().getAttribute("aria-valuetext")).toBe("148 × 76 pixels at 84, 28");
  });

  it("may be one of several; each is sent by itself, and the words of others stay", async () => {
    await show();
    await stroke();
    await type("one");
    await press("mark");
    await type("two", 1);
    const names = [...page.el.querySelectorAll(".tgw-remark .tgw-label")];
    expect(names.map((one) => one.textContent)).toEqual(["region 1", "region 2"]);
    const [, send] = page.el.querySelectorAll<HTMLElement>("[data-action=send-mark]");
    send?.click();
    page.model.answer("AddGradient", false, "this variable is gone");
    await drawn();
    expect(page.find(".tgw-message").textContent).toContain("this variable is gone");
    expect([field(0)?.value, field(1)?.value]).toEqual(["one", "two"]);
    page.el.querySelector<HTMLElement>("[data-action=remove-mark]")?.click();
    await drawn();
    expect(field(0)?.value).toBe("two");
  });

  it("that is not sent is still there when the pane was closed", async () => {
    await show();
    await stroke();
    await type("unsent");
    page.key("Escape");
    await drawn();
    page.find("[data-node=q] .tgw-card-open").click();
    await drawn();
    expect(field()?.value).toBe("unsent");
  });

  it("is not sent without words", async () => {
    await show();
    await stroke();
    await type("  \n");
    page.key("Enter", field(), { ctrlKey: true });
    await press("send-mark");
    expect(sent()).toEqual([]);
  });

  it("that was said stands on the picture, in the list and on the card", async () => {
    await show(
      script()
        .add("GradientAdded", { ...human, text: "all of it" })
        .add("GradientAdded", { ...human, gradient: "g2", text: "<b>a lake</b>", region }),
    );
    const mark = page.find(".tgw-photo .tgw-region");
    expect([mark.title, mark.style.left, mark.style.width]).toEqual([
      "<b>a lake</b>",
      "10%",
      "20%",
    ]);
    expect(mark.textContent).toBe("1");
    const told = [...page.el.querySelectorAll(".tgw-gradient .tgw-via")];
    expect(told.map((one) => one.textContent)).toEqual([
      "from a person",
      "from a person region 1: 128 × 96 pixels at 64, 48",
    ]);
    expect(page.find("[data-node=q] .tgw-gradients").textContent).toBe("2 gradients · 1 region");
  });
});

describe("criticism of anything", () => {
  const text = () => new Script().add("RunStarted").add("NodeAdded", { node: "a", role: "answer" });

  it("is written in the pane and told as one's own", async () => {
    const given = text();
    await show(given, "a");
    await press("add-criticism");
    expect(document.activeElement).toBe(field());
    await type("It is 4.");
    page.key("Enter", field(), { metaKey: true });
    const [{ client = "", ...said } = {}] = sent();
    expect(said).toMatchObject({ node: "a", text: "It is 4.", region: null });
    page.model.answer("AddGradient");
    await more(given, (one) =>
      one.add("GradientAdded", { node: "a", text: "It is 4.", author: "human", by: client }),
    );
    expect(page.find(".tgw-gradient .tgw-via").textContent).toBe("from you");
    expect(page.el.querySelector(".tgw-remark")).toBeNull();
  });

  it.each([
    ["a parameter", { kind: "parameter" }, "The next step reads it."],
    ["what an op made", { op: "LLMCall" }, "The next backward pass through it reads it."],
    ["what was given", {}, "Whoever criticises the texts used with it reads it"],
  ] as const)("says who reads it: %s", async (_, fields, words) => {
    await show(new Script().add("NodeAdded", { node: "a", ...fields }), "a");
    await press("add-criticism");
    expect(page.find(".tgw-remark-foot .tgw-muted").textContent).toContain(words);
  });

  it.each([
    ["the run is over", (one: Script) => one.add("RunEnded")],
    ["its text has not come", (one: Script) => one.add("NodeAdded", { node: "a", ready: false })],
  ])("cannot be added where %s", async (_, change) => {
    await show(change(text()), "a");
    expect(page.el.querySelector("[data-action=add-criticism]")).toBeNull();
  });

  it("ends with the run, on the picture, too", async () => {
    const given = script();
    await show(given);
    await stroke();
    await more(given, (one) => one.add("RunEnded"));
    for (const gone of [".tgw-remark", "[data-action=mark]", ".tgw-detail [role=slider]"]) {
      expect(page.el.querySelector(gone)).toBeNull();
    }
    await stroke();
    expect(page.el.querySelector(".tgw-detail [role=slider]")).toBeNull();
  });
});

it("axe finds nothing to mend while regions are marked", async () => {
  await show(script().add("GradientAdded", { ...human, region }));
  await stroke();
  await press("zoom");
  await press("add-criticism");
  const rules = { "color-contrast": { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(page.el, { rules });
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
});

it("an address is only ever made of bytes", () => {
  expect(thumbnailAddress("/9j/AA==")).toBe("data:image/jpeg;base64,/9j/AA==");
  expect(thumbnailAddress("iVBO")).toBe("data:image/png;base64,iVBO");
  expect(thumbnailAddress('x" onerror=')).toBeNull();
  expect(lookAddress("data:image/png;base64,iVBO")).toBe("data:image/png;base64,iVBO");
  for (const wrong of [null, "", "data:image/png,x", "data:text/html;base64,AAAA", " data:"]) {
    expect(lookAddress(wrong)).toBeNull();
  }
});
