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

export interface Past {
  /** The run when event `seq` had just happened. */
  at(seq: number): State;
  /** When a replay shows event `seq`, in seconds from its beginning. */
  timeOf(seq: number): number;
  /** The `seq` of the last event that a replay shows by then; 0 if none. */
  seqAt(seconds: number): number;
  /** Seconds that a replay of the whole log takes. */
  readonly length: number;
  /** The nearest event after or before `seq` that is more than a piece of text; else the end. */
  next(seq: number, by: 1 | -1): number;
}

export function createPast(log: () => readonly RunEvent[]): Past {
  let source: readonly RunEvent[] = [];
  let taken = 0;
  let events: RunEvent[] = [];
  /** When each event is played, in seconds: long pauses are cut. */
  let played: number[] = [];
  let kept: State[] = [EMPTY];
  let newest: { readonly count: number; readonly state: State } = { count: 0, state: EMPTY };

  /** Take what the log has got meanwhile; all of it where it is another one. */
  const follow = () => {
    const now = log();
    let more = now.slice(taken);
    if (now !== source) {
      source = now;
      events = [];
      played = [];
      kept = [EMPTY];
      newest = { count: 0, state: EMPTY };
      more = grown(now);
    }
    taken = now.length;
    for (const event of more) {
      const gap = Math.max(0, event.t - (events.at(-1) ?? event).t);
      played.push((played.at(-1) ?? 0) + Math.min(PAUSE, gap));
      events.push(event);
    }
  };
  /** How many events there are up to `seq`. */
  const countTo = (seq: number) => {
    follow();
    return upTo(seq, events.length, (i) => (events[i] as RunEvent).seq);
  };

  return {
    at(seq) {
      const count = countTo(seq);
      const whole = Math.floor(count / EVERY);
      let from = Math.min(whole, kept.length - 1);
      let state = kept[from] as State;
      while (from < whole) {
        state = fold(state, events.slice(from * EVERY, (from + 1) * EVERY));
        kept.push(state);
        from += 1;
      }
      let first = whole * EVERY;
      if (newest.count <= count && newest.count > first) {
        first = newest.count;
        state = newest.state;
      }
      state = first === count ? state : fold(state, events.slice(first, count));
      newest = { count, state };
      return state;
    },
    timeOf: (seq) => played[countTo(seq) - 1] ?? 0,
    seqAt(seconds) {
      follow();
      return events[upTo(seconds, played.length, (i) => played[i] as number) - 1]?.seq ?? 0;
    },
    get length() {
      follow();
      return played.at(-1) ?? 0;
    },
    next(seq, by) {
      let i = countTo(seq) - 1;
      if (by > 0 || events[i]?.seq === seq) i += by;
      while (events[i]?.type === "CallDelta") i += by;
      return (events[i] ?? (by > 0 ? events.at(-1) : events[0]))?.seq ?? 0;
    },
  };
}
