// @vitest-environment node
import { expect, it } from "vitest";
import { clock, dollars, duration, head, plural, short, tail, tokens } from "../src/format.ts";
import { EMPTY } from "../src/store.ts";

it("reads figures as a person does", () => {
  expect([0, 999, 1234, 12_345, 2_000_000].map(short)).toEqual(["0", "999", "1.2k", "12k", "2.0M"]);
  expect([null, 0, 0.00001, 0.0123, 12.3].map(dollars)).toEqual([
    "unknown",
    "$0.00",
    "< $0.0001",
    "$0.0123",
    "$12.30",
  ]);
  expect([0, 12.9, 3723].map(clock)).toEqual(["0:00", "0:12", "1:02:03"]);
  expect([0.314, 4.21, 12.4].map(duration)).toEqual(["0.31 s", "4.2 s", "12 s"]);
  expect([plural(1, "call"), plural(2, "call")]).toEqual(["1 call", "2 calls"]);
});

it("never passes an unknown count off as known", () => {
  const totals = { ...EMPTY.totals, finished: 1, tokens: 1200 };
  expect(tokens(totals)).toBe("1.2k tokens");
  expect(tokens({ ...totals, tokensEstimated: true })).toBe("≈ 1.2k tokens");
  expect(tokens({ ...totals, tokensUnknown: true })).toBe("≥ 1.2k tokens");
  expect(tokens({ ...totals, tokens: 0, tokensUnknown: true })).toBe("unknown tokens");
  expect(tokens(EMPTY.totals)).toBe("0 tokens");
});

it("cuts texts where a card ends", () => {
  expect(tail("short", 10)).toBe("short");
  expect(tail("the quick brown fox", 12)).toBe("…brown fox");
  expect(tail("x".repeat(100), 50)).toBe(`…${"x".repeat(50)}`);
  expect(head("abcdef", 3)).toBe("abc…");
});
