/** Which changes of a candidate a person takes, before anything is decided. */

import type { ProposalState } from "../store/state.ts";
import type { View } from "../view.ts";
import { blendOf, unblend } from "./blending.ts";
import { changesOf } from "./changes.ts";
import { candidateOf, chosen, decide, deciding } from "./decide.ts";
import { count, merged, type Piece } from "./pieces.ts";

const NONE: ReadonlySet<number> = new Set();

/** What is looked at, under one name for as long as the question stands. */
export function looked(view: View, proposal: ProposalState): string {
  return `${proposal.made.proposal} ${chosen(view, proposal)}`;
}

/** The changes that the candidate which is looked at makes. */
export function changes(view: View, proposal: ProposalState): readonly Piece[] {
  return changesOf(view, proposal.made, chosen(view, proposal));
}

/** The places of the changes that are left. */
export function left(view: View, proposal: ProposalState): ReadonlySet<number> {
  return view.left.value.get(looked(view, proposal)) ?? NONE;
}

/** The text that would be committed: a blend, or the candidate's without the changes that are left. */
export function result(view: View, proposal: ProposalState): string {
  const blend = blendOf(view, proposal);
  if (blend) return blend.text;
  const { text } = candidateOf(proposal, chosen(view, proposal));
  const without = left(view, proposal);
  return without.size ? merged(changes(view, proposal), without) : text;
}

/** Whether every change is left, so that there is nothing to accept. */
export function nothing(view: View, proposal: ProposalState): boolean {
  const blend = blendOf(view, proposal);
  if (blend) return blend.text === proposal.made.old;
  const without = left(view, proposal);
  return without.size > 0 && without.size === count(changes(view, proposal));
}

function leave(view: View, proposal: ProposalState, places: ReadonlySet<number>): void {
  if (deciding(view, proposal.made.proposal)) return;
  view.left.value = new Map(view.left.value).set(looked(view, proposal), places);
  view.unsure.value = null;
}

/** Leave a change that was taken, or take it again. */
export function toggle(view: View, proposal: ProposalState, place: number): void {
  const places = new Set(left(view, proposal));
  if (!places.delete(place)) places.add(place);
  leave(view, proposal, places);
}

/** Take every change again. */
export function takeAll(view: View, proposal: ProposalState): void {
  leave(view, proposal, NONE);
}

/**
 * Accept what is taken; without some of its changes it is an edit. What breaks a constraint is
 * accepted at the second try.
 */
export function accept(view: View, proposal: ProposalState): void {
  const { proposal: id } = proposal.made;
  if (nothing(view, proposal)) return;
  const blend = blendOf(view, proposal);
  const same = proposal.made.candidates.findIndex(({ text }) => text === blend?.text);
  if (blend && same < 0) {
    decide(view, proposal, "edit", blend.text, "", blend.sources);
    return;
  }
  if (blend) unblend(view, proposal, same);
  const { broken } = candidateOf(proposal, chosen(view, proposal));
  if (broken.length && view.unsure.value !== id) view.unsure.value = id;
  else if (!left(view, proposal).size) decide(view, proposal, "accept");
  else decide(view, proposal, "edit", result(view, proposal));
}
