/** A blend while a person makes it. */

import type { ProposalState } from "../store/state.ts";
import type { View } from "../view.ts";
import { blended, picksOf, type Site, sitesOf, sourcesOf } from "./blend.ts";
import { changesOf } from "./changes.ts";
import { chosen, deciding } from "./decide.ts";

const sites = new WeakMap<ProposalState["made"], readonly Site[]>();

/** The places where the candidates of a proposal differ from the old text; cut once. */
export function sitesIn(view: View, { made }: ProposalState): readonly Site[] {
  let found = sites.get(made);
  if (!found) {
    found = sitesOf(
      made.old,
      made.candidates.map((_, place) => changesOf(view, made, place)),
    );
    sites.set(made, found);
  }
  return found;
}

/** What each site takes while the candidates are blended, else undefined. */
export function picks(view: View, { made }: ProposalState): readonly number[] | undefined {
  return view.blends.value.get(made.proposal);
}

/** Begin with the candidate that is looked at, or leave the blend and look at one again. */
export function toggleBlend(view: View, proposal: ProposalState): void {
  const { made } = proposal;
  if (made.candidates.length < 2 || deciding(view, made.proposal)) return;
  if (view.editing.value === made.proposal) return;
  const all = new Map(view.blends.value);
  view.unsure.value = null;
  if (!all.delete(made.proposal)) {
    all.set(made.proposal, picksOf(sitesIn(view, proposal), chosen(view, proposal)));
  }
  view.blends.value = all;
}

/** Take another variant at a site. */
export function take(view: View, proposal: ProposalState, site: number, variant: number): void {
  const now = picks(view, proposal);
  if (!now || deciding(view, proposal.made.proposal)) return;
  view.blends.value = new Map(view.blends.value).set(
    proposal.made.proposal,
    now.map((one, place) => (place === site ? variant : one)),
  );
}

/** The text of the blend, and where it comes from; undefined while nothing is blended. */
export function blendOf(
  view: View,
  proposal: ProposalState,
): { readonly text: string; readonly sources: readonly number[] } | undefined {
  const now = picks(view, proposal);
  if (!now) return undefined;
  const all = sitesIn(view, proposal);
  return { text: blended(proposal.made.old, all, now), sources: sourcesOf(all, now) };
}

/** Leave the blend, which is one of the candidates after all, and look at that one. */
export function unblend(view: View, { made }: ProposalState, place: number): void {
  const all = new Map(view.blends.value);
  all.delete(made.proposal);
  view.blends.value = all;
  view.chosen.value = new Map(view.chosen.value).set(made.proposal, place);
}
