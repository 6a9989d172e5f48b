/** The page's end of the wire: batches in order, gaps asked for again, every command answered. */

import type { Answer, Batch, Command, Log, Part, RunEvent } from "./protocol.ts";

/** Milliseconds until an unanswered Hello is said again. */
export const HELLO_AGAIN = 2000;
/** Milliseconds until an unanswered command is given up. */
export const GIVE_UP = 8000;

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

interface Waiting {
  readonly settle: (answer: Answer) => void;
  timer: ReturnType<typeof setTimeout>;
  /** What has arrived of what was asked for. */
  data: string;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

export class Channel {
  /** `seq` of the last event held. */
  last = 0;
  private hello: string | null = null;
  private helloTimer: ReturnType<typeof setTimeout> | undefined;
  private count = 0;
  private readonly waiting = new Map<string, Waiting>();

  constructor(
    private readonly client: string,
    private readonly port: Port,
  ) {}

  /** Say that this page is here and what it holds; said again until it is answered. */
  sayHello(): void {
    clearTimeout(this.helloTimer);
    this.hello = this.nextId();
    this.port.send({ type: "Hello", id: this.hello, client: this.client, since: this.last });
    this.helloTimer = setTimeout(() => {
      if (this.port.ended()) this.hello = null;
      else this.sayHello();
    }, HELLO_AGAIN);
  }

  /** Send a command; resolves to its answer, or to a refusal of ours where none comes. */
  ask(wish: Wish): Promise<Answer> {
    const id = this.nextId();
    return new Promise((settle) => {
      this.waiting.set(id, { settle, timer: this.patience(id), data: "" });
      this.port.send({ ...wish, id, client: this.client } as Command);
    });
  }

  /** Take a custom message; what is not of the contract is left alone. */
  receive(content: unknown): void {
    if (!isObject(content)) return;
    if (content["kind"] === "events") this.takeBatch(content as unknown as Batch);
    if (content["kind"] === "part") this.takePart(content as unknown as Part);
    if (content["kind"] === "answer") this.takeAnswer(content as unknown as Answer);
  }

  /** Take the trait `log`; it counts only where it knows more than we do. */
  takeLog(value: unknown): void {
    if (!isObject(value) || !Array.isArray(value["events"])) return;
    const log = value as unknown as Log;
    if (!(log.last > this.last)) return;
    this.last = log.last;
    // Its deltas are merged across what we hold, so it cannot be appended: it is the whole story.
    this.port.replace(log.events, log.last);
  }

  /** Nothing is sent or expected any more. */
  close(): void {
    clearTimeout(this.helloTimer);
    for (const { timer } of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  private takeBatch(batch: Batch): void {
    if (!Array.isArray(batch.events) || batch.last <= this.last) return;
    if (batch.first > this.last + 1) {
      if (this.hello === null) this.sayHello();
      return;
    }
    if (batch.first <= this.last && batch.events.some(({ type }) => type === "CallDelta")) {
      // Another page asked for more than we lack. Its deltas may be merged across what we hold.
      if (batch.first > 1) {
        if (this.hello === null) this.sayHello();
        return;
      }
      this.last = batch.last;
      this.port.replace(batch.events, batch.last);
      return;
    }
    this.last = batch.last;
    this.port.append(batch.events, batch.last);
  }

  private takeAnswer(answer: Answer): void {
    if (answer.id === this.hello) {
      this.hello = null;
      clearTimeout(this.helloTimer);
    }
    const waiting = this.waiting.get(answer.id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    this.waiting.delete(answer.id);
    const data = typeof answer.data === "string" ? waiting.data + answer.data : null;
    waiting.settle({ ...answer, data });
  }

  private takePart({ id, data }: Part): void {
    const waiting = this.waiting.get(id);
    if (!waiting) return;
    waiting.data += data;
    clearTimeout(waiting.timer);
    waiting.timer = this.patience(id);
  }

  /** Gives a command up where nothing is heard of it. */
  private patience(id: string): ReturnType<typeof setTimeout> {
    const message = "The kernel has not answered. Is it still running?";
    const answer: Answer = { kind: "answer", id, ok: false, message, data: null };
    return setTimeout(() => this.takeAnswer(answer), GIVE_UP);
  }

  private nextId(): string {
    this.count += 1;
    return `${this.client}.${this.count}`;
  }
}
