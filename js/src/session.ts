/** One run as its views see it: the folded state, what is pending, and how to ask for something. */

import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Channel, createChannel, SILENT, type Wish } from "./channel.ts";
import { CONTRACT, type Command, type RunEvent } from "./protocol.ts";
import { EMPTY, fold, type State } from "./store.ts";

const LOST =
  "The kernel of this run is gone. Run its cells again: what was committed and decided is kept.";

/** Milliseconds until a change is shown even where the browser paints no frames. */
const UNPAINTED = 100;

export interface Session {
  /** This page's name in commands and decisions. */
  readonly client: string;
  /** Whether there may be a kernel that does what is asked; an exported page has none, nor a page
   * whose kernel is gone. */
  readonly kernel: boolean;
  readonly present: ReadonlySignal<State>;
  /** The log that the state is the fold of. */
  readonly events: () => readonly RunEvent[];
  /** Names of what was asked and is not answered yet, see `wishName`. */
  readonly unanswered: ReadonlySignal<ReadonlySet<string>>;
  /** What the person should read now, or empty. */
  readonly message: Signal<string>;
  /** When the last event arrived, in milliseconds of `performance.now()`. */
  readonly heard: ReadonlySignal<number>;
  /** Ask for something; resolves to whether it was granted. */
  readonly dispatch: (wish: Wish) => Promise<boolean>;
  readonly channel: Channel;
  /** The kernel that the run was in is gone. */
  readonly lose: () => void;
  readonly close: () => void;
}

/** A name for the page; `crypto.randomUUID` is missing on plain http. */
export function pageName(): string {
  return `page-${Math.random().toString(36).slice(2, 8).padEnd(6, "0")}`;
}

/** What tells one wish from others of its type. */
const TELLING: Partial<Record<Wish["type"], string>> = {
  Decide: "proposal action",
  Criticise: "ask",
  RaiseBudget: "ask",
  Continue: "ask",
  LiftConstraint: "node constraint",
  ChangeGradient: "gradient",
  SetBreakpoint: "node",
  AddGradient: "node region",
  Retry: "failure",
};

/** What a wish is called while it is pending: its type, and which one it is. */
export function wishName(wish: Wish): string {
  const said = wish as unknown as Readonly<Record<string, object | string>>;
  const told = TELLING[wish.type]?.split(" ").map((name) => said[name]) ?? [];
  const words = told.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
  return [wish.type, ...words].join(" ");
}

/** Put `send` and the fold together; `rest` is what becomes of a whole log without a kernel. */
export function createSession(
  send: (command: Command) => void,
  rest?: (state: State) => State,
): Session {
  const client = pageName();
  const state = signal<State>(EMPTY);
  const pending = signal<ReadonlySet<string>>(new Set());
  const message = signal("");
  const kernel = signal(!rest);
  const heard = signal(performance.now());
  let latest = EMPTY;
  let log: RunEvent[] = [];
  let frame: { animation: number; timer: ReturnType<typeof setTimeout> } | null = null;

  /** Whether anything was waiting to be shown; it waits no longer. */
  const settle = () => {
    if (!frame) return false;
    cancelAnimationFrame(frame.animation);
    clearTimeout(frame.timer);
    frame = null;
    return true;
  };
  const show = () => {
    if (!settle()) return;
    batch(() => {
      state.value = latest;
      heard.value = performance.now();
    });
  };
  const take = (next: State) => {
    latest = next;
    // A hidden page paints no frames, and must still be right when it is asked.
    frame ??= { animation: requestAnimationFrame(show), timer: setTimeout(show, UNPAINTED) };
  };
  const refuseNewer = (events: readonly RunEvent[]) => {
    const start = events.find((event) => event.type === "RunStarted");
    if (!start || start.contract <= CONTRACT) return false;
    message.value = "This run was made by a newer tgwidget: save, then reload the page.";
    return true;
  };

  const channel = createChannel(client, {
    send,
    append(events, last) {
      if (refuseNewer(events)) return;
      // It was busy, and is heard again.
      if (message.peek() === SILENT) message.value = "";
      for (const event of events) if (event.seq > latest.last) log.push(event);
      take({ ...fold(latest, events), last });
    },
    replace(events, last) {
      if (refuseNewer(events)) return;
      log = [...events];
      const whole = { ...fold(EMPTY, events), last };
      take(rest?.(whole) ?? whole);
      // Whoever opens a run waits for nothing else.
      show();
    },
    ended: () => latest.ended !== null,
  });

  const mark = (name: string, on: boolean) => {
    const names = new Set(pending.value);
    if (on) names.add(name);
    else names.delete(name);
    pending.value = names;
  };

  return {
    client,
    get kernel() {
      return kernel.value;
    },
    present: state,
    events: () => log,
    unanswered: pending,
    message,
    heard,
    channel,
    async dispatch(wish) {
      if (!kernel.peek() && !rest) {
        message.value = LOST;
        return false;
      }
      const name = wishName(wish);
      if (pending.value.has(name)) return false;
      mark(name, true);
      const answer = await channel.ask(wish);
      batch(() => {
        mark(name, false);
        message.value = answer.ok ? "" : plain(answer.message, client);
      });
      return answer.ok;
    },
    lose() {
      kernel.value = false;
      channel.close();
      if (!latest.ended && !latest.replayed) message.value = LOST;
    },
    close() {
      channel.close();
      settle();
    },
  };
}

/** Answers name pages; a person knows "you" and "another tab". */
function plain(message: string, client: string): string {
  return message.replaceAll(client, "you").replace(/page-[a-z0-9]{6}/g, "another tab");
}
