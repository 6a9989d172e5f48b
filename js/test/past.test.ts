import { describe, expect, it } from "vitest";
import type { RunEvent } from "../src/protocol.ts";
import { grown } from "../src/store/grown.ts";
import { createPast, EVERY, PAUSE } from "../src/store/past.ts";
import { EMPTY, fold } from "../src/store.ts";
import { asking, Script } from "./events.ts";

/** Several steps, longer than the distance between two states that are kept. */
function long(): Script {
  const script = asking();
  for (let step = 1; script.events.length < 2 * EVERY + 50; step++) {
    script.add("Decided").add("ReviewClosed");
    script.add("StepCommitted", { step, changes: [{ node: "a", old: "o", new: "n", version: 2 }] });
    script.add("NodeAdded", { node: `l${step}`, inputs: ["a"] });
    script.add("CallStarted", { call: `c${step}x`, node: `l${step}` });
    for (const text of "word by word") script.add("CallDelta", { call: `c${step}x`, text });
    script.add("CallFinished", { call: `c${step}x`, text: "word by word" });
  }
  return script;
}

const prefix = (events: readonly RunEvent[], seq: number) =>
  fold(
    EMPTY,
    events.filter((event) => event.seq <= seq),
  );

describe("the past", () => {
  it("is the fold of all that had happened by then, at every moment and in any order", () => {
    const { events } = long();
    const past = createPast(() => events);
    const moments = events.map(({ seq }) => seq);
    const there = [0, ...moments, 1e9];
    const random = there.toSorted((a, b) => ((a * 7919) % 101) - ((b * 7919) % 101));
    const some = (seqs: number[]) => seqs.filter((_, place) => place % 5 === 0);
    for (const seq of [...there, ...some(there.toReversed()), ...some(random)]) {
      expect(past.at(seq)).toEqual(prefix(events, seq));
    }
  });

  it("stays what it was while the run goes on, and follows it", () => {
    const { events } = long();
    const log = events.slice(0, 100);
    const past = createPast(() => log);
    const before = past.at(90);
    const length = past.length;
    log.push(...events.slice(100));
    expect(past.at(90)).toEqual(before);
    expect(past.at(EVERY + 20)).toEqual(prefix(events, EVERY + 20));
    expect(past.length).toBeGreaterThan(length);
  });

  it("is another one where the log is replaced", () => {
    let log: readonly RunEvent[] = long().events;
    const past = createPast(() => log);
    past.at(300);
    log = asking().events;
    expect(past.at(300)).toEqual(fold(EMPTY, log));
  });

  it("cuts long pauses, and finds the event of every second", () => {
    const script = new Script().add("RunStarted").add("NodeAdded").add("CallStarted");
    script.add("CallFinished");
    const events = script.events.map((event, i) => ({ ...event, t: [0, 1, 600, 601][i] ?? 0 }));
    const past = createPast(() => events);
    expect(events.map(({ seq }) => past.timeOf(seq))).toEqual([0, 1, 1 + PAUSE, 2 + PAUSE]);
    expect([0, 0.9, 1, 2.9, 3, 99].map((at) => past.seqAt(at))).toEqual([1, 1, 2, 2, 3, 4]);
  });

  it("goes from event to event, over the pieces of texts", () => {
    const { events } = asking();
    const past = createPast(() => events);
    const delta = events.findIndex(({ type }) => type === "CallDelta") + 1;
    expect(past.next(delta - 1, 1)).toBe(delta + 1);
    expect(past.next(delta, -1)).toBe(delta - 1);
    expect(past.next(delta + 1, -1)).toBe(delta - 1);
    expect(past.next(1, -1)).toBe(1);
    expect(past.next(events.length, 1)).toBe(events.length);
  });
});

describe("a log that has lost how its texts arrived", () => {
  const kept = (fields: object = {}, pieces: readonly string[] = []) => {
    const script = new Script().add("NodeAdded").add("CallStarted");
    for (const text of pieces) script.add("CallDelta", { text });
    script.add("CallFinished", { reasoning: "hm, so", text: "one 🧦 two", ...fields });
    const [last] = script.events.slice(-1);
    return script.events.map((event) => (event === last ? { ...event, t: 3.2 } : event));
  };
  const texts = (events: readonly RunEvent[]) => {
    const calls = grown(events).map(({ seq }) => prefix(grown(events), seq).calls.get("c1"));
    return calls.flatMap((call) => (call ? [call.reasoning + call.text] : []));
  };

  it("has each reply grow again, from its first token to its end", () => {
    const events = kept();
    const seen = texts(events);
    expect(new Set(seen).size).toBeGreaterThan(10);
    for (const text of seen) {
      expect("hm, soone 🧦 two".startsWith(text)).toBe(true);
      expect(text).not.toMatch(/\p{Surrogate}/u);
    }
    const told = grown(events);
    expect(told.map(({ seq }) => seq)).toEqual(told.map(({ seq }) => seq).sort((a, b) => a - b));
    expect(new Set(told.map(({ seq }) => seq)).size).toBe(told.length);
    expect(fold(EMPTY, told)).toEqual(fold(EMPTY, events));
  });

  it("grows a reply whose pieces were joined into one", () => {
    expect(new Set(texts(kept({}, ["hm, so", "one 🧦 two"]))).size).toBeGreaterThan(10);
  });

  it("is left as it is where the pieces are known, or it came at once", () => {
    for (const events of [kept({}, ["one", " 🧦", " two"]), kept({ cached: true })]) {
      expect(grown(events)).toEqual(events);
    }
    expect(grown(asking().events)).toEqual(asking().events);
  });
});
