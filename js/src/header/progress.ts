/** How far a step is, and how long it may still take: what is known, and nothing else. */

import { type Leg, legsOf, PHASES, running, type Working, worked } from "../store/pace.ts";
import type { State } from "../store/state.ts";

export interface Progress {
  readonly parts: readonly {
    readonly phase: Working;
    /** How much of it is done, from 0 to 1; null where it goes on and its length is not known. */
    readonly share: number | null;
  }[];
  /** How much of the step, or of the whole run where its steps are known; null as above. */
  readonly share: number | null;
  /** Seconds that are left, about; null where nobody can tell. */
  readonly left: number | null;
  /** What they are left of. */
  readonly of: "run" | "step" | "phase";
}

/** Fewer calls than these tell nothing about how fast they are. */
const FEW = 2;

function expected(leg: Leg, before: Leg | undefined): number {
  return Math.max(leg.asked, leg.expected, before?.asked ?? 0);
}

function share(leg: Leg, before: Leg | undefined): number | null {
  if (leg.asked + leg.turns === 0) return 0;
  const known = leg.expected > 0 || (before !== undefined && before.asked > 0);
  return known ? Math.min(1, leg.ended / expected(leg, before)) : null;
}

/** Seconds that a phase still takes. */
function remaining(leg: Leg, before: Leg | undefined, at: number): number | null {
  const done = share(leg, before);
  const spent = leg.seconds + (leg.began === null ? 0 : at - leg.began);
  if (before && before.asked > 0) {
    const byTime = before.seconds - spent;
    return byTime < 0 ? null : Math.min(byTime, before.seconds * (1 - (done ?? 0)));
  }
  if (done === null || leg.ended < FEW || done === 0) return null;
  return (spent * (1 - done)) / done;
}

/** At `t` seconds since the run began. */
export function progress(state: State, t: number): Progress {
  const { pace, planned, step, ended } = state;
  const { before } = pace;
  const legs = legsOf(state);
  const now = running(pace);
  const place = now ? PHASES.indexOf(now) : PHASES.length;
  const pieces = PHASES.some((phase) => legs[phase].turns > 1);
  const over = ended !== null && ended.outcome === "done";
  const parts = PHASES.map((phase, index) => {
    const leg = legs[phase];
    const gone = leg.turns > 0 && index < place && !pieces;
    return { phase, share: over || gone ? 1 : share(leg, before?.[phase]) };
  });
  const sum = parts.reduce<number | null>(
    (all, one) => (all === null || one.share === null ? null : all + one.share / PHASES.length),
    0,
  );
  const whole = planned > 0 && step <= planned;
  const done = sum === null || !whole ? sum : (step - 1 + sum) / planned;
  if (!now || ended) return { parts, share: done, left: null, of: "step" };

  const at = worked(pace, t);
  const mine = remaining(legs[now], before?.[now], at);
  if (!before || mine === null) return { parts, share: done, left: mine, of: "phase" };
  const later = PHASES.slice(place + 1).reduce((all, phase) => all + before[phase].seconds, 0);
  const one = PHASES.reduce((all, phase) => all + before[phase].seconds, 0);
  const left = mine + later + (whole ? (planned - step) * one : 0);
  return { parts, share: done, left, of: whole ? "run" : "step" };
}

/** About so long: nobody wants to see the last digit jump. */
export function rounded(seconds: number): number {
  const grain = seconds < 20 ? 1 : seconds < 120 ? 5 : 30;
  return Math.ceil(seconds / grain) * grain;
}
