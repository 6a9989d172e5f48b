/** The optimizer's steps: what each took, what was decided in it, and how its values scored. */

import type { Decided, Scored, StepCommitted } from "../protocol.ts";
import type { Draft } from "./draft.ts";
import type { ProposalState } from "./state.ts";
import { ZERO } from "./totals.ts";

/** What a score is called where nobody gave it a name. */
export const SCORE = "score";

/** The step that is going on, to write to; it begins here if none is. */
export function ongoing(draft: Draft): ReturnType<typeof draft.at<"steps">> {
  const { steps } = draft.now;
  const last = steps.at(-1);
  if (last?.committed === null) return draft.at("steps", steps.length - 1);
  const step = (last?.step ?? 0) + 1;
  const begun = { step, committed: null, decided: [], people: [], totals: ZERO, scores: new Map() };
  return draft.at("steps", steps.length, begun);
}

/** What the score of a proposal's candidates is called: one of several names its variable. */
function measure(draft: Draft, { made, step }: ProposalState): string {
  let others = 0;
  for (const other of draft.now.proposals.values()) {
    const scored = other.made.candidates.some(({ score }) => score !== null);
    if (scored && other.step === step && other.made.node !== made.node) others += 1;
  }
  const role = draft.now.nodes.get(made.node)?.role ?? made.node;
  return others === 0 ? SCORE : role;
}

/** A decision is part of the step; a candidate that was taken as it is brings its score. */
export function decideInStep(draft: Draft, event: Decided): void {
  const { action, by, who = "" } = event;
  const proposal = draft.now.proposals.get(event.proposal);
  const taken = proposal?.made.candidates[event.candidate];
  const now = ongoing(draft);
  now.decided = [...now.decided, action];
  if (who) now.people = [...now.people, { by, who }];
  if (action !== "accept" || !proposal || taken?.score == null) return;
  now.scores = new Map(now.scores).set(measure(draft, proposal), taken.score);
}

/** The step is over. */
export function commitStep(draft: Draft, { step, seq, t }: StepCommitted): void {
  Object.assign(ongoing(draft), { step, committed: { seq, t } });
}

/** What a user measured after a step. */
export function scoreStep(draft: Draft, { step, name, value }: Scored): void {
  const place = draft.now.steps.findLastIndex((one) => one.step === step);
  if (place < 0) return;
  const scored = draft.at("steps", place);
  scored.scores = new Map(scored.scores).set(name, value);
}
