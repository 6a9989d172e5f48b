import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GIVE_UP } from "../src/channel.ts";
import { createSession } from "../src/session.ts";
import { asking } from "./events.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("says that the kernel is silent until it is heard again", async () => {
  const session = createSession(() => {});
  const script = asking();
  session.channel.receive(script.batch());
  const granted = session.dispatch({ type: "Stop", who: "" });
  vi.advanceTimersByTime(GIVE_UP);
  expect(await granted).toBe(false);
  expect(session.message.value).toContain("not answered");
  const first = script.events.length + 1;
  session.channel.receive(script.add("RunEnded", { outcome: "stopped" }).batch(first));
  expect(session.message.value).toBe("");
  session.close();
});
