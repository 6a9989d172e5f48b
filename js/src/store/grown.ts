/**
 * A log that was kept has lost how its texts arrived: only whole replies stand in it. For the eye of
 * who replays it they grow again, evenly, from the first token to the end.
 */

import type { CallDelta, CallFinished, RunEvent } from "../protocol.ts";

/** Pieces of a call up to which it counts as one that has lost how it arrived. */
const JOINED = 2;

/** Seconds between two pieces, and how many there are at most. */
const BEAT = 0.1;
const MOST = 100;

interface Saying {
  began: number;
  readonly started: number;
  pieces: CallDelta[];
}

/** The end of a slice; never between the halves of one character. */
function cut(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}

/** The pieces of a reply, spread from a second of the run to its end; `seq` is not theirs yet. */
function spread({ call, text, reasoning, seq, t }: CallFinished, from: number): CallDelta[] {
  const count = Math.min(MOST, Math.max(2, Math.round((t - from) / BEAT)));
  const length = reasoning.length + text.length;
  const pieces: CallDelta[] = [];
  const said = { reasoning: 0, text: 0 };
  for (let i = 1; i <= count; i++) {
    const upTo = Math.round((length * i) / count);
    const ends = { reasoning: upTo, text: upTo - reasoning.length };
    for (const kind of ["reasoning", "text"] as const) {
      const whole = kind === "text" ? text : reasoning;
      const end = cut(whole, Math.min(whole.length, ends[kind]));
      if (end <= said[kind]) continue;
      const piece = whole.slice(said[kind], end);
      said[kind] = end;
      const at = from + ((t - from) * i) / (count + 1);
      pieces.push({ type: "CallDelta", seq, t: at, call, text: piece, kind });
    }
  }
  return pieces;
}

/** Put pieces where their time is; each gets a `seq` between those of its neighbours. */
function woven(events: readonly RunEvent[], pieces: readonly CallDelta[]): RunEvent[] {
  const waiting = [...pieces].sort((a, b) => a.t - b.t);
  const all: RunEvent[] = [];
  let next = 0;
  let before = 0;
  for (const event of events) {
    const first = next;
    while (waiting[next] && (waiting[next] as CallDelta).t < event.t) next += 1;
    const room = (event.seq - before) / (next - first + 1);
    for (let i = first; i < next; i++) {
      all.push({ ...(waiting[i] as CallDelta), seq: before + room * (i - first + 1) });
    }
    all.push(event);
    before = event.seq;
  }
  return all;
}

/** The log, in order, with every reply that stands there whole grown again. */
export function grown(log: readonly RunEvent[]): RunEvent[] {
  const events = [...log].sort((a, b) => a.seq - b.seq);
  const calls = new Map<string, Saying>();
  const made: CallDelta[] = [];
  const needless = new Set<RunEvent>();
  for (const event of events) {
    if (event.type === "CallStarted") {
      calls.set(event.call, { began: event.t, started: event.t, pieces: [] });
      continue;
    }
    const saying = "call" in event ? calls.get(event.call) : undefined;
    if (!saying) continue;
    if (event.type === "CallDelta") saying.pieces.push(event);
    if (event.type === "CallRetrying") {
      saying.began = event.t;
      if (event.discard) saying.pieces = [];
    }
    if (event.type !== "CallFinished" || event.cached || saying.pieces.length > JOINED) continue;
    const from = Math.max(saying.began, saying.started + event.first_token);
    if (event.t - from < 2 * BEAT) continue;
    for (const piece of saying.pieces) needless.add(piece);
    made.push(...spread(event, from));
  }
  if (!made.length) return events;
  return woven(
    events.filter((event) => !needless.has(event)),
    made,
  );
}
