// @vitest-environment node
/** Regions as they are drawn, moved and sized: always whole pixels within the picture. */

import { describe, expect, it } from "vitest";
import { between, middle, moved, placedOn, sized, spoken, stride } from "../src/picture/regions.ts";
import type { Region } from "../src/protocol.ts";

const SIZES = [
  { width: 1, height: 1 },
  { width: 240, height: 160 },
  { width: 5000, height: 3 },
];
const STEPS = [-1e9, -7.5, -1, 0, 0.4, 1, 33, 1e9];

function holds(size: (typeof SIZES)[number], region: Region): boolean {
  const { left, top, width, height } = region;
  const whole = Object.values(region).every((one) => Number.isInteger(one));
  const across = left >= 0 && width >= 1 && left + width <= size.width;
  return whole && across && top >= 0 && height >= 1 && top + height <= size.height;
}

describe.each(SIZES)("on $width × $height", (size) => {
  it("every stroke, move and size stays within", () => {
    for (const x of STEPS) {
      for (const y of STEPS) {
        const drawn = between(size, { x, y }, { x: y, y: x });
        for (const one of [drawn, moved(size, drawn, x, y), sized(size, drawn, x, y)]) {
          expect(holds(size, one), JSON.stringify([size, x, y, one])).toBe(true);
        }
      }
    }
    expect(holds(size, middle(size))).toBe(true);
  });
});

it("a stroke is the same from whichever corner it began", () => {
  const [size, a, b] = [
    { width: 100, height: 80 },
    { x: 20.2, y: 30.9 },
    { x: 9.5, y: 50 },
  ];
  expect(between(size, a, b)).toEqual({ left: 9, top: 30, width: 12, height: 20 });
  expect(between(size, b, a)).toEqual(between(size, a, b));
});

it("moving keeps the size, sizing keeps the corner", () => {
  const size = { width: 100, height: 80 };
  const region = { left: 90, top: 10, width: 8, height: 8 };
  expect(moved(size, region, 50, -50)).toEqual({ left: 92, top: 0, width: 8, height: 8 });
  expect(sized(size, region, 50, -50)).toEqual({ left: 90, top: 10, width: 10, height: 1 });
});

it("is told in words and in parts of the picture", () => {
  const region = { left: 25, top: 20, width: 50, height: 8 };
  expect(spoken(region)).toBe("50 × 8 pixels at 25, 20");
  expect(placedOn({ width: 100, height: 80 }, region)).toEqual({
    left: "25%",
    top: "25%",
    width: "50%",
    height: "10%",
  });
  expect([stride({ width: 30, height: 20 }), stride({ width: 3000, height: 20 })]).toEqual([1, 30]);
});
