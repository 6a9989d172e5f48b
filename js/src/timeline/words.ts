/** A step, and a moment, in words. */

import { clock, dollars, figure, tokens } from "../format.ts";
import { lineOf } from "../history/tree.ts";
import type { StepState } from "../store/state.ts";
import type { State } from "../store.ts";
import { whose } from "../who/words.ts";

export type Fate = "start" | "accepted" | "edited" | "rejected" | "growing" | "stopped" | "open";

/** What became of a step. */
export function fateOf({ step, committed, decided }: StepState, ended: State["ended"]): Fate {
  if (step === 0) return "start";
  if (!committed) {
    if (!ended) return "growing";
    return ended.outcome === "done" ? "open" : "stopped";
  }
  if (decided.includes("edit")) return "edited";
  const kept = decided.some((action) => action === "reject" || action === "skip");
  return kept && !decided.includes("accept") ? "rejected" : "accepted";
}

/** What is said of it, where it is called otherwise. */
const FATES: Partial<Record<Fate, string>> = {
  start: "as it was written",
  rejected: "nothing changed",
  growing: "going on",
  stopped: "broken off",
  open: "not committed",
};

/** What a step is called. */
export function nameOf({ step }: StepState): string {
  return step === 0 ? "start" : `step ${step}`;
}

/** Everything about a step, in one line, to the page `client`. */
export function factsOf(step: StepState, ended: State["ended"], client: string): readonly string[] {
  const { committed, totals, scores } = step;
  const people = new Set(step.people.map(({ by, who }) => whose(by, who, client)));
  const fate = fateOf(step, ended);
  const cost = totals.cost === null ? "cost unknown" : totals.cost > 0 ? dollars(totals.cost) : "";
  return [
    FATES[fate] ?? fate,
    ...[...scores].map(([name, value]) => `${name} ${figure(value)}`),
    totals.finished > 0 ? tokens(totals) : "",
    totals.finished > 0 ? cost : "",
    committed && committed.t > 0 ? `at ${clock(committed.t)}` : "",
    people.size && (fate === "accepted" || fate === "edited")
      ? `by ${[...people].join(" and ")}`
      : "",
  ].filter((fact) => fact);
}

/** Phases that are called otherwise. */
export const PHASES: Partial<Record<State["phase"], string>> = {
  idle: "ready",
  step: "proposal",
  review: "question",
};

/** Where in the run a moment is: "step 2, backward, 0:12". */
export function where(state: State): string {
  const last = state.steps.at(-1);
  const after = last?.committed ? last.step : 0;
  const going = last?.committed === null ? last.step : 0;
  const place = state.ended
    ? "end"
    : after > 0
      ? `after step ${after}`
      : going > 0
        ? `step ${going}, ${PHASES[state.phase] ?? state.phase}`
        : "beginning";
  return `${place}, ${clock(state.t)}`;
}

/** The steps whose values are not in use now: others were gone back to. */
export function undone({ commits, head }: Pick<State, "commits" | "head">): ReadonlySet<number> {
  const line = lineOf(commits, head);
  const off = commits.filter(({ commit, source }) => source === null && !line.has(commit));
  return new Set(off.map(({ step }) => step));
}
