/** Text as it arrives: thoughts apart, failures in sight, and the end in sight unless one scrolled. */

import { afterEach, describe, expect, it } from "vitest";
import { Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
afterEach(() => page.close());

const begun = () => new Script().add("RunStarted").add("NodeAdded").add("CallStarted");
const tell = async (script: Script) => {
  page = await new Opened().tell(script);
};
const more = async (script: Script) => page.tell(script, script.events.length);
const text = (selector: string) => page.find(selector).textContent;
const openDetail = async () => {
  page.find(".tgw-card-open").click();
  await drawn();
};

describe("what a model thinks", () => {
  it("is on the card until it says something, and is told apart", async () => {
    const script = begun().add("CallDelta", { text: "let me see", kind: "reasoning" });
    await tell(script);
    expect(text(".tgw-card .tgw-status")).toBe("thinking…");
    expect(text(".tgw-card .tgw-stream")).toBe("let me see");
    expect(page.find(".tgw-card .tgw-stream").dataset["thinking"]).toBe("true");
    await more(script.add("CallDelta", { text: "because" }));
    expect(text(".tgw-card .tgw-status")).toBe("running");
    expect(text(".tgw-card .tgw-stream")).toBe("because");
    expect(page.find(".tgw-card .tgw-stream").dataset["thinking"]).toBe("false");
  });

  it("is folded in the pane, with its newest words beside", async () => {
    const script = begun().add("CallDelta", { text: "let me\nsee", kind: "reasoning" });
    await tell(script);
    await openDetail();
    expect(page.find<HTMLDetailsElement>(".tgw-thinking").open).toBe(false);
    expect(text(".tgw-thinking summary")).toBe("thinking…let me see");
    await more(script.add("CallDelta", { text: "because" }));
    expect(text(".tgw-thinking summary")).toBe("thought10 characters");
    expect(text(".tgw-thinking .tgw-words")).toBe("let me\nsee");
    expect(text(".tgw-growing:not(.tgw-thinking *) .tgw-words")).toBe("because");
  });
});

it("keeps every failed attempt in sight, and none of its text", async () => {
  const script = begun().add("CallDelta", { text: "half a tho" }).add("CallRetrying");
  await tell(script);
  await openDetail();
  await more(script.add("CallDelta", { text: "whole" }));
  expect(text(".tgw-streaming .tgw-wrong")).toBe("attempt 1 discarded: reset");
  expect(text(".tgw-streaming .tgw-words")).toBe("whole");
});

it("says of a call that is held that it waits, not that it failed", async () => {
  const waits = { attempt: 0, reason: "the run is paused", discard: false };
  await tell(begun().add("CallRetrying", waits));
  expect(text(".tgw-card .tgw-status")).toBe("waiting");
  expect(text(".tgw-card .tgw-text")).toBe("waits: the run is paused");
});

describe("a text that grows", () => {
  const grow = (box: HTMLElement, height: number) =>
    Object.defineProperties(box, {
      scrollHeight: { value: height, configurable: true },
      clientHeight: { value: 100, configurable: true },
    });
  const scrollTo = (box: HTMLElement, top: number) => {
    box.scrollTop = top;
    box.dispatchEvent(new Event("scroll"));
  };

  it("is followed, until one scrolls up; one click goes to its end again", async () => {
    const script = begun().add("CallDelta", { text: "one " });
    await tell(script);
    await openDetail();
    const box = page.find(".tgw-stream-whole");
    const jumps: number[] = [];
    box.scrollTo = ((to: ScrollToOptions) => jumps.push(to.top ?? -1)) as typeof box.scrollTo;
    grow(box, 500);
    scrollTo(box, 400);
    await more(script.add("CallDelta", { text: "two " }));
    expect(jumps).toEqual([500]);
    scrollTo(box, 100);
    await drawn();
    await more(script.add("CallDelta", { text: "three " }));
    expect(jumps).toEqual([500]);
    page.find("[data-action=newest]").click();
    expect(jumps).toEqual([500, 500]);
    await drawn();
    expect(page.el.querySelector("[data-action=newest]")).toBeNull();
  });

  it("is not left because it grew under one who is at its end", async () => {
    await tell(begun().add("CallDelta", { text: "one " }));
    await openDetail();
    const box = page.find(".tgw-stream-whole");
    grow(box, 500);
    scrollTo(box, 400);
    grow(box, 900);
    scrollTo(box, 400);
    await drawn();
    expect(page.el.querySelector("[data-action=newest]")).toBeNull();
  });
});
