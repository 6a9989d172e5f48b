import { expect, it, vi } from "vitest";
import { approached, type Look, Zooming } from "../src/graph/zooming.ts";

const seen = { left: 0, top: 0, right: 400, bottom: 300 };
const whole = { width: 1000, height: 2000 };
const start: Look = { zoom: 1, left: 300, top: 500 };

it("closer keeps what is under the pointer there, and stays within the picture", () => {
  expect(approached(start, 1.5, { x: 100, y: 50 }, whole, seen)).toEqual({
    zoom: 1.5,
    left: 500,
    top: 775,
  });
  const all = approached(start, 0.1, { x: 100, y: 50 }, whole, seen);
  expect(all).toEqual({ zoom: 0.1, left: 0, top: 0 });
  expect(approached(start, 0.5, { x: 0, y: 50 }, whole, seen).left).toBe(100);
});

it("a zoom that goes on is drawn now and then, and in the end as it was shown last", () => {
  vi.useFakeTimers();
  const box = document.createElement("div");
  box.innerHTML = '<div class="tgw-drawn"></div>';
  const drawn: Look[] = [];
  const zooming = new Zooming(box, (look) => drawn.push(look));
  vi.advanceTimersByTime(1000);
  const to = (zoom: number) => zooming.go({ ...start, zoom }, drawn.at(-1) ?? start);
  to(1.05);
  for (const zoom of [1.06, 1.07, 1.08]) to(zoom);
  expect(drawn.map(({ zoom }) => zoom)).toEqual([1.05]);
  expect(box.innerHTML).toContain("scale(1.02");
  vi.advanceTimersByTime(150);
  to(1.6);
  to(3);
  expect(drawn.map(({ zoom }) => zoom)).toEqual([1.05, 1.08, 1.6, 3]);
  expect(box.innerHTML).not.toContain("scale");
  vi.advanceTimersByTime(1000);
  expect(box.dataset["zooming"]).toBeUndefined();
  vi.useRealTimers();
});
