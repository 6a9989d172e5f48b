/** The run as it was: any moment of its log, folded from the nearest state that is kept. */

import type { RunEvent } from "../protocol.ts";
import { EMPTY, fold, type State } from "../store.ts";
import { grown } from "./grown.ts";

/** Events between two states that are kept. */
export const EVERY = 200;

/** Seconds that a replay waits at most where nothing happened. */
export const PAUSE = 2;

/** How many of the ascending numbers are at or below `most`. */
export function upTo(most: number, length: number, read: (index: number) => number): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (read(middle) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

export class Past {
  private events: RunEvent[] = [];
  /** When each event is played, in seconds: long pauses are cut. */
  private played: number[] = [];
  private kept: State[] = [EMPTY];
  private newest: { readonly count: number; readonly state: State } = { count: 0, state: EMPTY };
  private source: readonly RunEvent[] = [];
  private taken = 0;

  constructor(private readonly log: () => readonly RunEvent[]) {}

  /** The run when event `seq` had just happened. */
  at(seq: number): State {
    this.follow();
    const count = upTo(seq, this.events.length, (i) => (this.events[i] as RunEvent).seq);
    const whole = Math.floor(count / EVERY);
    let from = Math.min(whole, this.kept.length - 1);
    let state = this.kept[from] as State;
    while (from < whole) {
      state = fold(state, this.events.slice(from * EVERY, (from + 1) * EVERY));
      this.kept.push(state);
      from += 1;
    }
    let first = whole * EVERY;
    if (this.newest.count <= count && this.newest.count > first) {
      first = this.newest.count;
      state = this.newest.state;
    }
    state = first === count ? state : fold(state, this.events.slice(first, count));
    this.newest = { count, state };
    return state;
  }

  /** When a replay shows event `seq`, in seconds from its beginning. */
  timeOf(seq: number): number {
    this.follow();
    const count = upTo(seq, this.events.length, (i) => (this.events[i] as RunEvent).seq);
    return this.played[count - 1] ?? 0;
  }

  /** The `seq` of the last event that a replay shows by then; 0 if none. */
  seqAt(seconds: number): number {
    this.follow();
    const count = upTo(seconds, this.played.length, (i) => this.played[i] as number);
    return this.events[count - 1]?.seq ?? 0;
  }

  /** Seconds that a replay of the whole log takes. */
  get length(): number {
    this.follow();
    return this.played.at(-1) ?? 0;
  }

  /** The nearest event after or before `seq` that is more than a piece of text; else the end. */
  next(seq: number, by: 1 | -1): number {
    this.follow();
    const { events } = this;
    let i = upTo(seq, events.length, (at) => (events[at] as RunEvent).seq) - 1;
    if (by > 0 || events[i]?.seq === seq) i += by;
    while (events[i]?.type === "CallDelta") i += by;
    return events[i]?.seq ?? (by > 0 ? (events.at(-1)?.seq ?? 0) : (events[0]?.seq ?? 0));
  }

  /** Take what the log has got meanwhile; all of it where it is another one. */
  private follow(): void {
    const log = this.log();
    if (log !== this.source) {
      this.source = log;
      this.events = [];
      this.played = [];
      this.kept = [EMPTY];
      this.newest = { count: 0, state: EMPTY };
      this.taken = log.length;
      this.add(grown(log));
    } else if (log.length > this.taken) {
      this.add(log.slice(this.taken));
      this.taken = log.length;
    }
  }

  private add(events: readonly RunEvent[]): void {
    for (const event of events) {
      const before = this.events.at(-1);
      const gap = before ? Math.max(0, event.t - before.t) : 0;
      this.played.push((this.played.at(-1) ?? 0) + Math.min(PAUSE, gap));
      this.events.push(event);
    }
  }
}
