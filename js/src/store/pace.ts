/** How the work goes: how long it went on, and what each phase of a step asked and took. */

import type { RunEvent } from "../protocol.ts";
import type { Draft, Open } from "./draft.ts";
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
  /** Calls that began and that ended, until the phase that goes on began again. */
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
  /** How many calls of the run had begun and ended when the phase that goes on began. */
  readonly started: number;
  readonly landed: number;
  readonly legs: Legs;
  /** The step before, once there was one. */
  readonly before: Legs | null;
}

const LEG: Leg = { seconds: 0, began: null, turns: 0, asked: 0, ended: 0, expected: 0 };
const LEGS: Legs = { forward: LEG, backward: LEG, step: LEG };
export const STANDING: Pace = {
  worked: 0,
  since: null,
  step: 0,
  started: 0,
  landed: 0,
  legs: LEGS,
  before: null,
};

/** Seconds of work at `t`. */
export function worked({ worked, since }: Pace, t: number): number {
  return worked + (since === null ? 0 : Math.max(0, t - since));
}

/** The phase that goes on. */
export function running(pace: Pace): Working | undefined {
  return PHASES.find((phase) => pace.legs[phase].began !== null);
}

/** Calls of the phase that goes on, with those since it began again. */
function counted({ asked, ended }: Leg, { pace, started, landed }: State) {
  return { asked: asked + started - pace.started, ended: ended + landed - pace.landed };
}

/** The phases of the step, with the calls of the one that goes on. */
export function legsOf(state: State): Legs {
  const { legs } = state.pace;
  const now = running(state.pace);
  return now ? { ...legs, [now]: { ...legs[now], ...counted(legs[now], state) } } : legs;
}

/** Whether nothing goes on until a person acts. */
function stands(state: State): boolean {
  if (state.ended || state.paused || state.review) return true;
  // Other branches go on while criticism waits in one.
  if (state.stops.length && !state.inFlight.length) return true;
  if (state.asks.length || state.reached.length) return true;
  if (!state.failures.size) return false;
  return [...state.failures.values()].some(({ status }) => status === "waiting");
}

/** What a phase asks for. */
const WHAT = { backward: "gradients", step: "values" } as const;

/** A phase, to write to. */
function leg(draft: Draft, legs: Open<Legs>, phase: Working): Open<Leg> {
  const one = draft.open(legs[phase]);
  legs[phase] = one;
  return one;
}

/** Another phase begins, and maybe another step. */
function turn(draft: Draft, phase: State["phase"], step: number, at: number): void {
  const { started, landed } = draft.now;
  const pace = draft.open(draft.now.pace);
  let legs = draft.open(pace.legs);
  const now = running(pace);
  if (now) {
    const ends = leg(draft, legs, now);
    ends.seconds += at - (ends.began ?? at);
    ends.began = null;
    Object.assign(ends, counted(ends, draft.now));
  }
  if (pace.step !== step) {
    pace.step = step;
    if (PHASES.some((one) => legs[one].asked > 0)) pace.before = legs;
    legs = draft.open(LEGS);
  }
  const next = PHASES.find((one) => one === phase);
  if (next) {
    const ahead = next === "forward" ? 0 : draft.ahead[WHAT[next]](draft.now);
    const begins = leg(draft, legs, next);
    begins.began = at;
    begins.turns += 1;
    if (ahead > 0) begins.expected = begins.asked + ahead;
  }
  draft.now.pace = Object.assign(pace, { started, landed, legs });
}

/** What tells of work: by none of it alone does the run begin to stand or to go on. */
const WORK: ReadonlySet<string> = new Set([
  "CallStarted",
  "CallDelta",
  "CallFinished",
  "NodeAdded",
  "ValueSet",
  "GradientAdded",
]);

/** Keep time and count; after the event was folded. */
export function keepPace(draft: Draft, event: RunEvent): void {
  const { type, t } = event;
  const state = draft.now;
  // Calls in flight go on while something waits at a breakpoint.
  if (WORK.has(type) && !state.stops.length) return;
  if (type === "PhaseChanged") turn(draft, event.phase, event.step, worked(state.pace, t));
  const still = stands(state);
  if (still !== (state.pace.since === null)) {
    state.pace = { ...state.pace, worked: worked(state.pace, t), since: still ? null : t };
  }
}
