// @vitest-environment node
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createChannel, GIVE_UP, HELLO_AGAIN, type Port } from "../src/channel.ts";
import type { Command } from "../src/protocol.ts";
import { Script } from "./events.ts";

function listen() {
  const sent: Command[] = [];
  const port = {
    send: (command: Command) => void sent.push(command),
    append: vi.fn<Port["append"]>(),
    replace: vi.fn<Port["replace"]>(),
    ended: vi.fn(() => false),
  };
  const channel = createChannel("page", port);
  const hellos = () => sent.filter((command) => command.type === "Hello");
  const answer = (id: string | undefined, ok = true, message = "") =>
    channel.receive({ kind: "answer", id, ok, message });
  return { channel, port, sent, hellos, answer };
}

const log = new Script();
for (let i = 0; i < 12; i++) log.add("Notice");
const deltas = new Script();
for (let i = 0; i < 12; i++) deltas.add("CallDelta");
const part = (script: Script, first: number, last: number) => ({
  kind: "events",
  run: "run1",
  first,
  last,
  events: script.events.slice(first - 1, last),
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("batches", () => {
  it("are appended in order", () => {
    const { channel, port } = listen();
    channel.receive(part(log, 1, 3));
    channel.receive(part(log, 4, 6));
    expect(port.append.mock.calls.map((call) => call[1])).toEqual([3, 6]);
    expect(channel.last).toBe(6);
  });

  it("that bring nothing new are ignored", () => {
    const { channel, port } = listen();
    channel.receive(part(log, 1, 6));
    channel.receive(part(log, 2, 6));
    expect(port.append).toHaveBeenCalledTimes(1);
  });

  it("after a gap are asked for again, once", () => {
    const { channel, port, hellos, answer } = listen();
    channel.receive(part(log, 1, 3));
    channel.receive(part(log, 6, 7));
    channel.receive(part(log, 8, 9));
    expect(hellos().map((hello) => hello.since)).toEqual([3]);
    expect(port.append).toHaveBeenCalledTimes(1);
    answer(hellos()[0]?.id);
    channel.receive(part(log, 4, 9));
    expect(channel.last).toBe(9);
  });

  it("that overlap are appended where no text can be doubled", () => {
    const { channel, port, hellos } = listen();
    channel.receive(part(log, 1, 6));
    channel.receive(part(log, 4, 9));
    expect(port.append).toHaveBeenCalledTimes(2);
    expect(hellos()).toEqual([]);
  });

  it("that overlap with text replace all, or are asked for exactly", () => {
    const { channel, port, hellos } = listen();
    channel.receive(part(deltas, 1, 6));
    channel.receive(part(deltas, 1, 9));
    expect(port.replace).toHaveBeenCalledTimes(1);
    channel.receive(part(deltas, 5, 12));
    expect(hellos().map((hello) => hello.since)).toEqual([9]);
    expect(channel.last).toBe(9);
  });
});

describe("the log", () => {
  it("replaces what is held where it knows more", () => {
    const { channel, port } = listen();
    channel.takeLog({});
    channel.takeLog(null);
    channel.takeLog({ run: "run1", contract: 1, last: 5, events: log.events.slice(0, 5) });
    channel.takeLog({ run: "run1", contract: 1, last: 4, events: log.events.slice(0, 4) });
    expect(port.replace).toHaveBeenCalledTimes(1);
    expect(channel.last).toBe(5);
  });
});

describe("Hello", () => {
  it("is said again until it is answered", () => {
    const { channel, hellos, answer } = listen();
    channel.sayHello();
    vi.advanceTimersByTime(2 * HELLO_AGAIN + 1);
    expect(hellos()).toHaveLength(3);
    answer(hellos()[2]?.id);
    vi.advanceTimersByTime(5 * HELLO_AGAIN);
    expect(hellos()).toHaveLength(3);
  });

  it("is not said again when the run has ended", () => {
    const { channel, hellos, port } = listen();
    channel.sayHello();
    port.ended.mockReturnValue(true);
    vi.advanceTimersByTime(5 * HELLO_AGAIN);
    expect(hellos()).toHaveLength(1);
  });
});

describe("a command", () => {
  it("resolves to its own answer", async () => {
    const { channel, sent, answer } = listen();
    const [stop, retry] = [
      channel.ask({ type: "Stop", who: "" }),
      channel.ask({ type: "Retry", failure: "f" }),
    ];
    answer(sent[1]?.id, false, "gone");
    answer(sent[0]?.id);
    expect(await stop).toMatchObject({ ok: true });
    expect(await retry).toMatchObject({ ok: false, message: "gone" });
    expect(sent.map((command) => command.client)).toEqual(["page", "page"]);
  });

  it("that asks for something gets it whole, in however many parts it came", async () => {
    const { channel, sent } = listen();
    const given = channel.ask({ type: "Stop", who: "" });
    const { id } = sent[0] ?? {};
    for (const data of ["one ", "two "]) {
      vi.advanceTimersByTime(GIVE_UP - 1);
      channel.receive({ kind: "part", id: "another page's", data: "no " });
      channel.receive({ kind: "part", id, data });
    }
    vi.advanceTimersByTime(GIVE_UP - 1);
    channel.receive({ kind: "answer", id, ok: true, message: "", data: "three" });
    expect(await given).toMatchObject({ ok: true, data: "one two three" });
  });

  it("is given up after a while", async () => {
    const { channel } = listen();
    const stop = channel.ask({ type: "Stop", who: "" });
    vi.advanceTimersByTime(GIVE_UP);
    expect(await stop).toMatchObject({ ok: false });
  });
});

it("leaves alone what it does not know", () => {
  const { channel, port, sent } = listen();
  for (const content of [
    null,
    7,
    "x",
    {},
    { kind: "events" },
    { kind: "answer" },
    { kind: "new" },
  ]) {
    channel.receive(content);
  }
  expect(sent).toEqual([]);
  expect(port.append).not.toHaveBeenCalled();
});
