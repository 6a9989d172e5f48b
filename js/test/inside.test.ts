// @vitest-environment node
import { describe, expect, it } from "vitest";
import { inside } from "../src/inside.ts";

const TAGS = "Rewrite <VARIABLE-0a1b2c>old</VARIABLE-0a1b2c> as <NEW-0a1b2c> text </NEW-0a1b2c>";
const JSON_ASKED = "Rewrite <VARIABLE-0a1b2c>old</VARIABLE-0a1b2c> as a JSON object.";
const TEXTS = [
  "It takes 1 hour.",
  'Say "no" \\ and\n\ttwo {name} lines',
  "5 < 6 <b>bold</b> </NEW> <!-- x -->",
  "Zurück 東京 👩‍🚀 \u0007",
  '{"improved_variable": "not this"}',
];

/** What is read of each beginning of a reply, in order. */
const growing = (reply: string, prompt: string) =>
  Array.from({ length: reply.length + 1 }, (_, end) => inside(reply.slice(0, end), prompt));

describe("a reply that arrives", () => {
  it.each(TEXTS)("in tags is its inside at every moment: %j", (text) => {
    const moments = growing(`<NEW-0a1b2c>\n${text}\n</NEW-0a1b2c>\n`, TAGS);
    expect(moments.at(-1)).toBe(text);
    for (const moment of moments) expect(text.startsWith(moment)).toBe(true);
  });

  it.each(TEXTS)("as JSON is its text at every moment: %j", (text) => {
    const whole = { improved_variable: text };
    for (const json of [JSON.stringify(whole), JSON.stringify(whole, null, 2)]) {
      for (const reply of [json, `\`\`\`json\n${json}\n\`\`\``]) {
        const moments = growing(reply, JSON_ASKED);
        expect(moments.at(-1)).toBe(text);
        for (const moment of moments) expect(text.startsWith(moment)).toBe(true);
      }
    }
  });

  it("reads escapes of every kind, and stops where one is not whole", () => {
    const reply = String.raw`{"improved_variable": "a\u00e9\ud83d\ude00\/\q\u00`;
    expect(inside(reply, JSON_ASKED)).toBe("aé😀/q");
    expect(inside(String.raw`{"improved_variable": "a\ud83d`, JSON_ASKED)).toBe("a");
  });

  it("takes the field that is asked for, not one that quotes it", () => {
    const reply = { why: '"improved_variable": "quoted"', improved_variable: "meant" };
    expect(inside(JSON.stringify(reply), JSON_ASKED)).toBe("meant");
    expect(inside('{"why": "still thinki', JSON_ASKED)).toBe("");
  });

  it("shows the words before the tag, and no beginning of the tag", () => {
    const moments = growing("First I think.\n<NEW-0a1b2c>so", TAGS);
    expect(moments).toContain("First I think.\n");
    for (const moment of moments) expect(moment).not.toMatch(/<|NEW/);
    expect(moments.at(-1)).toBe("so");
  });

  it("takes the last tag, in whatever form the answer is asked for again", () => {
    const quoted = "<VARIABLE-0a1b2c> is short. <NEW-0a1b2c>one</NEW-0a1b2c> No: <NEW-0a1b2c>two";
    expect(inside(quoted, TAGS)).toBe("two");
    const mended = `${TAGS}\nIt breaks <BROKEN-0a1b2c>a rule</BROKEN-0a1b2c>. Reply again.`;
    expect(inside("<NEW-0a1b2c>mended</NEW", mended)).toBe("mended");
  });

  it("understands a tag that lost its nonce, as Python does, but no other", () => {
    expect(inside("<NEW>text</NEW>", TAGS)).toBe("text");
    expect(inside("<b>text</b>", TAGS)).toBe("<b>text</b>");
  });

  it("is left as it is where nothing is wrapped", () => {
    expect(inside("plain <NEW> {text", "why?")).toBe("plain <NEW> {text");
    expect(inside("", "why?")).toBe("");
  });
});
