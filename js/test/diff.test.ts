// @vitest-environment node
import { describe, expect, it } from "vitest";
import { diff, type Part } from "../src/review/diff.ts";

const before = (parts: readonly Part[]) =>
  parts
    .filter((part) => part.kind !== "added")
    .map((part) => part.text)
    .join("");
const after = (parts: readonly Part[]) =>
  parts
    .filter((part) => part.kind !== "removed")
    .map((part) => part.text)
    .join("");

const words = (count: number, step: number) =>
  Array.from(
    { length: count },
    (_, i) => `word${(i * step) % 977}${i % 13 === 0 ? "\n" : ""}`,
  ).join(" ");

describe.each([
  ["nothing", "", ""],
  ["the same", "one two", "one two"],
  ["all new", "", "one two"],
  ["all gone", "one two", ""],
  ["a word", "it takes 1.2 hours to dry", "it still takes 1 hour to dry"],
  ["only space", "a b  c\n", "a  b c\n\n"],
  ["markup", "<b>x</b>", "<script>x</script>"],
  ["Chinese", "如果晒干衬衫需要一小时", "如果晒干三十件衬衫仍需要一小时"],
  ["Thai", "ผ้าแห้งในหนึ่งชั่วโมง", "ผ้าทั้งหมดแห้งในหนึ่งชั่วโมง"],
  ["emoji", "👩‍👩‍👧 dry", "👩‍👩‍👦 dry"],
  ["many words", words(400, 7), words(400, 11)],
])("the diff of %s", (_name, old, next) => {
  it.each([50, 0])("spells both texts, within %i ms", (timeout) => {
    const parts = diff(old, next, timeout);
    expect(before(parts)).toBe(old);
    expect(after(parts)).toBe(next);
    expect(parts.every((part) => part.text !== "")).toBe(true);
  });
});

it("marks the words that changed, joined where only space lies between", () => {
  const parts = diff("one two three four", "one 2 3 four");
  expect(parts.map((part) => `${part.kind} ${part.text}`)).toEqual([
    "same one ",
    "removed two three",
    "added 2 3",
    "same  four",
  ]);
});

it("lets a long change swallow a stray sign, and leaves a short one its own", () => {
  const parts = diff("- dog: one of them\n- cat: 1", "You have a dog and just 1 cat, as was said");
  expect(parts.filter(({ kind, text }) => kind === "same" && text.trim().length < 3)).toEqual([]);
  expect(diff("a 1 b", "c 1 d").filter(({ kind }) => kind === "same")).toHaveLength(1);
});

it("finds words where no spaces divide them", () => {
  const kept = diff("我喜欢苹果", "我喜欢香蕉").filter((part) => part.kind === "same");
  expect(kept.map((part) => part.text)).toEqual(["我喜欢"]);
});

it("gives up on a rewrite in time, and still shows it", () => {
  const began = performance.now();
  const parts = diff(words(30_000, 7), words(30_000, 401));
  expect(performance.now() - began).toBeLessThan(2000);
  expect(before(parts)).toBe(words(30_000, 7));
});
