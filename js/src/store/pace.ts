/** How the work goes: how long it went on, and what each phase of a step asked and took. */

import type { RunEvent } from "../protocol.ts";
import type { Draft } from "./draft.ts";
import type { State } from "./state.ts";

/** The phases in which models are asked, in the order of a step. */
export const PHASES = ["forward", "backward", "step"] as const;
export type Working = (typeof PHASES)[number];

/** One phase of one step. */
export interface Leg {
  /** Seconds of work that it took until `began`, and where it began again, while it goes on. */
  readonly seconds: number;
  readonly began: number | null;
  /** How often it began: more than once where a program works through a batch piece by piece. */
  readonly turns: number;
  /** Calls that began and that ended. */
  readonly asked: number;
  readonly ended: number;
  /** Calls that the graph will take, about; 0 where that is not known. */
  readonly expected: number;
}

export type Legs = Readonly<Record<Working, Leg>>;

export interface Pace {
  /** Seconds of work until `since`; pauses and questions are left out. */
  readonly worked: number;
  /** When the work went on, in seconds since the run began; null while it stands still. */
  readonly since: number | null;
  readonly step: number;
  readonly legs: Legs;
  /** The step before, once there was one. */
  readonly before: Legs | null;
}

const LEG: Leg = { seconds: 0, began: null, turns: 0, asked: 0, ended: 0, expected: 0 };
const LEGS: Legs = { forward: LEG, backward: LEG, step: LEG };
export const STANDING: Pace = { worked: 0, since: null, step: 0, legs: LEGS, before: null };

/** Seconds of work at `t`. */
export function worked({ worked, since }: Pace, t: number): number {
  return worked + (since === null ? 0 : Math.max(0, t - since));
}

/** The phase that goes on. */
export function running(pace: Pace): Working | undefined {
  return PHASES.find((phase) => pace.legs[phase].began !== null);
}

/** Whether nothing goes on until a person acts. */
function stands(state: State): boolean {
  if (state.ended || state.paused || state.review) return true;
  // Other branches go on while criticism waits in one.
  if (state.stops.length && !state.inFlight.length) return true;
  if (state.asks.length || state.reached.length) return true;
  for (const { status } of state.failures.values()) if (status === "waiting") return true;
  return false;
}

/** What a phase asks for. */
const WHAT = { backward: "gradients", step: "values" } as const;

/** The leg of a phase, to write to. */
function leg(draft: Draft, phase: Working): { -readonly [K in keyof Leg]: Leg[K] } {
  const pace = draft.open(draft.now.pace);
  const legs = draft.open(pace.legs);
  legs[phase] = draft.open(legs[phase]);
  pace.legs = legs;
  draft.now.pace = pace;
  return legs[phase];
}

/** Another phase begins, and maybe another step. */
function turn(draft: Draft, phase: State["phase"], step: number, at: number): void {
  const now = running(draft.now.pace);
  if (now) {
    const ends = leg(draft, now);
    ends.seconds += at - (ends.began ?? at);
    ends.began = null;
  }
  const { pace } = draft.now;
  if (pace.step !== step) {
    const idle = PHASES.every((one) => pace.legs[one].asked === 0);
    draft.now.pace = { ...pace, step, legs: LEGS, before: idle ? pace.before : pace.legs };
  }
  const next = PHASES.find((one) => one === phase);
  if (!next) return;
  const ahead = next === "forward" ? 0 : draft.ahead[WHAT[next]](draft.now);
  const begins = leg(draft, next);
  begins.began = at;
  begins.turns += 1;
  if (ahead > 0) begins.expected = begins.asked + ahead;
}

/** Keep time and count; after the event was folded. */
export function keepPace(draft: Draft, event: RunEvent): void {
  const state = draft.now;
  const { type } = event;
  const at = worked(state.pace, event.t);
  if (type === "PhaseChanged") turn(draft, event.phase, event.step, at);
  const ended = type === "CallFinished" || type === "CallFailed";
  const now = type === "CallStarted" || ended ? running(state.pace) : undefined;
  if (now) leg(draft, now)[ended ? "ended" : "asked"] += 1;
  const still = stands(state);
  if (still !== (state.pace.since === null)) {
    state.pace = { ...state.pace, worked: at, since: still ? null : event.t };
  }
}
