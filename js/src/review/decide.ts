/** Decisions and criticisms on their way to Python, and what a person has chosen before them. */

import type { Candidate, Decide } from "../protocol.ts";
import type { ProposalState } from "../store/state.ts";
import type { View } from "../view.ts";
import { asWho } from "../who/naming.ts";

export type Action = Decide["action"];

const NONE: Candidate = { text: "", sample: 0, tokens: 0, cost: null, score: null, broken: [] };

/** The place, from 0, of the candidate that is looked at: the chosen one, else the best whole one. */
export function chosen({ chosen }: View, { made }: ProposalState): number {
  const place = chosen.value.get(made.proposal);
  if (place !== undefined) return place;
  return Math.max(
    0,
    made.candidates.findIndex(({ broken }) => !broken.length),
  );
}

/** The candidate at a place; an empty one where the log names a place that is not there. */
export function candidateOf({ made }: ProposalState, place: number): Candidate {
  return made.candidates[place] ?? NONE;
}

/** Look at another candidate; one that is being edited stays. */
export function choose(view: View, { made }: ProposalState, place: number): void {
  if (!made.candidates[place] || view.editing.value === made.proposal) return;
  if (view.blends.value.has(made.proposal)) return;
  view.chosen.value = new Map(view.chosen.value).set(made.proposal, place);
  view.unsure.value = null;
}

/** What was asked of a proposal and is not answered yet. */
export function deciding({ session }: View, id: string): Action | null {
  const actions = ["accept", "edit", "reject", "regenerate", "skip"] as const;
  return actions.find((action) => session.unanswered.value.has(`Decide ${id} ${action}`)) ?? null;
}

/** Ask for a decision; one proposal takes one decision at a time. */
export async function decide(
  view: View,
  proposal: ProposalState,
  action: Action,
  text = "",
  reason = "",
  blend: readonly number[] = [],
): Promise<void> {
  const { session, editing, refocus } = view;
  const { proposal: id, version } = proposal.made;
  if (deciding(view, id)) return;
  const candidate = blend[0] ?? chosen(view, proposal);
  refocus.at = id;
  const who = asWho(view);
  const said = {
    proposal: id,
    version,
    action,
    text,
    candidate,
    reason,
    who,
    blend: blend.length > 1 ? blend : [],
  };
  if (!(await session.dispatch({ type: "Decide", ...said }))) return;
  view.reasons.delete(id);
  if (view.saying.value === id) view.saying.value = null;
  if (view.leaving.value === id) view.leaving.value = null;
  if (editing.value === id && session.present.value.proposals.get(id)?.decided)
    editing.value = null;
}

/** Take what is looked at into the editor. */
export function edit(view: View, { made }: ProposalState): void {
  if (!deciding(view, made.proposal)) view.editing.value = made.proposal;
}

/** Say why a proposal is rejected, before it is. */
export function say(view: View, { made }: ProposalState): void {
  if (!deciding(view, made.proposal)) view.saying.value = made.proposal;
}

/** Raise a limit that was reached, in its unit. */
export async function raiseBudget({ session, refocus }: View, ask: string, limit: number) {
  refocus.at = ask;
  await session.dispatch({ type: "RaiseBudget", ask, limit });
}

/** Send a criticism, once; empty where nothing is wrong. */
export async function criticise({ session, refocus }: View, ask: string, text: string) {
  refocus.at = ask;
  await session.dispatch({ type: "Criticise", ask, text });
}
