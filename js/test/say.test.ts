// @vitest-environment node
import { afterEach, describe, expect, it, vi } from "vitest";
import { createSpeaker, SAY_EVERY, sentence } from "../src/say.ts";
import { EMPTY, fold } from "../src/store.ts";
import { asking, Script } from "./events.ts";

afterEach(() => {
  vi.useRealTimers();
});

describe("what is spoken", () => {
  it("is the newest sentence, at most every two seconds", () => {
    vi.useFakeTimers();
    const spoken: string[] = [];
    const speaker = createSpeaker((text) => void spoken.push(text));
    for (const text of ["one", "two", "three"]) speaker.say(text);
    expect(spoken).toEqual(["one"]);
    vi.advanceTimersByTime(SAY_EVERY);
    expect(spoken).toEqual(["one", "three"]);
    vi.advanceTimersByTime(10 * SAY_EVERY);
    speaker.say("four");
    speaker.say("five");
    speaker.stop();
    vi.advanceTimersByTime(SAY_EVERY);
    expect(spoken).toEqual(["one", "three", "four"]);
  });

  it("names what is asked, what failed and how it ended", () => {
    const said = (script: Script) => sentence(fold(EMPTY, script.events));
    expect(said(new Script())).toBe("");
    expect(said(asking())).toBe("Your turn: 1 proposal to decide, for answer.");
    expect(said(new Script().add("NodeAdded").add("Failed"))).toContain("no key");
    expect(said(asking().add("RunEnded"))).toBe("Run done.");
    const calling = asking().add("Decided").add("ReviewClosed").add("CallStarted", { call: "c9" });
    expect(said(calling)).toBe("Step 1, review, 1 call.");
  });
});
