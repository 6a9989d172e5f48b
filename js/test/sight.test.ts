/** What is shown of a picture that is larger than its box: where it looks, near and far, the map. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { asking, Script } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
let calm = false;
/** Where the box was told to scroll to, the latest last. */
let went: ScrollToOptions[] = [];

beforeEach(() => {
  [calm, went] = [false, []];
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
  const matches = (query: string) => calm && query.includes("reduced-motion");
  vi.spyOn(window, "matchMedia").mockImplementation(
    (query) => Object.assign(new EventTarget(), { matches: matches(query) }) as never,
  );
  Object.assign(HTMLElement.prototype, {
    scrollTo(this: HTMLElement, to: ScrollToOptions) {
      went.push(to);
      Object.assign(this, { scrollLeft: to.left, scrollTop: to.top });
    },
  });
});
afterEach(() => {
  page.close();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A chain of so many cards; the last of them is called. */
function chain(cards: number): Script {
  const script = new Script().add("RunStarted");
  for (let i = 0; i < cards; i++) {
    script.add("NodeAdded", { node: `n${i}`, inputs: i ? [`n${i - 1}`] : [] });
  }
  return script.add("CallStarted", { call: "c", node: `n${cards - 1}` });
}

it("follows the action, gliding", async () => {
  page = await new Opened().tell(chain(6));
  expect(went.at(-1)?.behavior).toBe("smooth");
  expect(page.find(".tgw-graph").scrollLeft).toBeGreaterThan(0);
});

it("jumps for those who want no motion", async () => {
  calm = true;
  page = await new Opened().tell(chain(6));
  expect(page.find(".tgw-graph").scrollLeft).toBeGreaterThan(0);
  expect(went.map(({ behavior }) => behavior)).not.toContain("smooth");
});

it("stays where a person went, until it is to follow again", async () => {
  page = await new Opened().tell(chain(6));
  const graph = page.find(".tgw-graph");
  graph.dispatchEvent(new WheelEvent("wheel", { deltaY: -9 }));
  graph.scrollLeft = 0;
  page.model.receive(
    chain(6)
      .add("NodeAdded", { node: "more", inputs: ["n5"] })
      .batch(9),
  );
  await drawn();
  expect(graph.scrollLeft).toBe(0);
  page.find(".tgw-follow").click();
  await drawn();
  expect(graph.scrollLeft).toBeGreaterThan(0);
});

it("has cards to press from near, and from afar none", async () => {
  page = await new Opened().tell(asking());
  expect(page.el.querySelectorAll(".tgw-card").length).toBeGreaterThan(1);
  for (let i = 0; i < 9; i++) page.find("[aria-label='Zoom out']").click();
  await vi.waitFor(
    () => expect(page.el.querySelectorAll(".tgw-card").length).toBeLessThan(2),
    20_000,
  );
});

it.each([
  [199, 0],
  [200, 1],
])("of %i cards has %i map", async (cards, maps) => {
  vi.stubGlobal("Path2D", class {});
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  page = await new Opened().tell(chain(cards));
  expect(page.el.querySelectorAll(".tgw-map").length).toBe(maps);
});
