/** The page's end of the wire: batches in order, gaps asked for again, every command answered. */

import type { Answer, Batch, Command, Log, Part, RunEvent } from "./protocol.ts";

/** Milliseconds until an unanswered Hello is said again. */
export const HELLO_AGAIN = 2000;
/** Milliseconds until an unanswered command is given up. */
export const GIVE_UP = 8000;

/** What is said then. */
export const SILENT = "The kernel has not answered. Is it still running?";

/** A command before the channel gives it its id and the page's name. */
export type Wish = Command extends infer C
  ? C extends Command
    ? Omit<C, "id" | "client">
    : never
  : never;

/** What a channel needs from its surroundings. */
export interface Port {
  /** Put a command on the wire. */
  send(command: Command): void;
  /** Take events that follow on from what is held. */
  append(events: readonly RunEvent[], last: number): void;
  /** Take a whole log in place of what is held. */
  replace(events: readonly RunEvent[], last: number): void;
  /** Whether nothing more can come. */
  ended(): boolean;
}

type Timer = ReturnType<typeof setTimeout>;

interface Waiting {
  readonly settle: (answer: Answer) => void;
  timer: Timer;
  /** What has arrived of what was asked for. */
  data: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

export interface Channel {
  /** `seq` of the last event held. */
  readonly last: number;
  /** Say that this page is here and what it holds; said again until it is answered. */
  sayHello(): void;
  /** Send a command; resolves to its answer, or to a refusal of ours where none comes. */
  ask(wish: Wish): Promise<Answer>;
  /** Take a custom message; what is not of the contract is left alone. */
  receive(content: unknown): void;
  /** Take the trait `log`; it counts only where it knows more than we do. */
  takeLog(value: unknown): void;
  /** Nothing is sent or expected any more. */
  close(): void;
}

export function createChannel(client: string, port: Port): Channel {
  let held = 0;
  let hello: string | null = null;
  let helloTimer: Timer | undefined;
  let count = 0;
  const waiting = new Map<string, Waiting>();

  const nextId = () => `${client}.${++count}`;

  const sayHello = () => {
    clearTimeout(helloTimer);
    hello = nextId();
    port.send({ type: "Hello", id: hello, client, since: held });
    helloTimer = setTimeout(() => {
      if (port.ended()) hello = null;
      else sayHello();
    }, HELLO_AGAIN);
  };

  const takeAnswer = (answer: Answer) => {
    const { id, data } = answer;
    if (id === hello) {
      hello = null;
      clearTimeout(helloTimer);
    }
    const one = waiting.get(id);
    if (!one) return;
    clearTimeout(one.timer);
    waiting.delete(id);
    one.settle({ ...answer, data: typeof data === "string" ? one.data + data : null });
  };

  /** Gives a command up where nothing is heard of it. */
  const patience = (id: string) => {
    const answer = { kind: "answer", id, ok: false, message: SILENT, data: null } as const;
    return setTimeout(takeAnswer, GIVE_UP, answer);
  };

  const takePart = ({ id, data }: Part) => {
    const one = waiting.get(id);
    if (!one) return;
    one.data += data;
    clearTimeout(one.timer);
    one.timer = patience(id);
  };

  const takeBatch = ({ events, first, last }: Batch) => {
    if (!Array.isArray(events) || last <= held) return;
    // Another page asked for more than we lack. Its deltas may be merged across what we hold.
    const merged = first <= held && events.some(({ type }) => type === "CallDelta");
    if (first > held + 1 || (merged && first > 1)) {
      if (!hello) sayHello();
      return;
    }
    held = last;
    port[merged ? "replace" : "append"](events, last);
  };

  return {
    get last() {
      return held;
    },
    sayHello,
    ask(wish) {
      const id = nextId();
      return new Promise((settle) => {
        waiting.set(id, { settle, timer: patience(id), data: "" });
        port.send({ ...wish, id, client } as Command);
      });
    },
    receive(content) {
      if (!isObject(content)) return;
      if (content["kind"] === "events") takeBatch(content as unknown as Batch);
      if (content["kind"] === "part") takePart(content as unknown as Part);
      if (content["kind"] === "answer") takeAnswer(content as unknown as Answer);
    },
    takeLog(value) {
      if (!isObject(value) || !Array.isArray(value["events"])) return;
      const { events, last } = value as unknown as Log;
      if (!(last > held)) return;
      held = last;
      // Its deltas are merged across what we hold, so it cannot be appended: it is the whole story.
      port.replace(events, last);
    },
    close() {
      clearTimeout(helloTimer);
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
    },
  };
}
