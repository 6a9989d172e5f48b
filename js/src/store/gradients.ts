/** What is said of variables, what a person makes of it, and where it waits on its way. */

import type {
  BreakpointReached,
  BreakpointSet,
  GradientAdded,
  GradientChanged,
  GradientsCleared,
} from "../protocol.ts";
import type { Draft } from "./draft.ts";
import type { GradientState, ProposalState, State } from "./state.ts";

export function addGradient(draft: Draft, event: GradientAdded): void {
  const { gradient, node, text, via, author, region = null, by = "", who = "", seq, t } = event;
  const { original = "", muted = false, version = 1 } = event;
  // What outlives a clearing is told of again, and what waited on its way arrives.
  const again = draft.now.gradients.has(gradient);
  draft.gradients.put(gradient, {
    gradient,
    node,
    text,
    via,
    author,
    region,
    by,
    who,
    original,
    muted,
    removed: false,
    version,
    seq,
    t,
  });
  const card = draft.cards.edit(draft.now.cardOf.get(node) ?? "");
  for (const on of [draft.nodes.edit(node), card]) {
    if (!on || (again && on.gradients.includes(gradient))) continue;
    const all = draft.open(on.gradients);
    all.push(gradient);
    on.gradients = all;
  }
  const critic = draft.now.cardOf.get(via);
  if (!card || critic === undefined) return;
  const criticised = draft.open(card.criticised);
  criticised.push(critic);
  card.criticised = criticised;
}

/** What an edit makes of it; with the model's own words it is the model's again. */
function edited({ text, author, original }: GradientState, event: GradientChanged) {
  const before = original || (author === "model" ? text : "");
  if (before === event.text) return { author: "model", original: "", by: "", who: "" } as const;
  return { author: "human", original: before, by: event.by, who: event.who } as const;
}

export function changeGradient(draft: Draft, event: GradientChanged): void {
  const { gradient, node, action, text, version, seq, t } = event;
  const one = draft.now.gradients.get(gradient);
  if (!one) return;
  const how = action === "edit" ? edited(one, event) : {};
  const muted = action === "mute" || (one.muted && action !== "unmute");
  const removed = action === "remove";
  draft.gradients.patch(gradient, { ...how, text, muted, removed, version, seq, t });
  draft.now.stops = draft.now.stops.map((stop) =>
    stop.gradients.includes(gradient) ? { ...stop, version: stop.version + 1 } : stop,
  );
  if (!removed) return;
  const others = (ids: readonly string[] = []) => ids.filter((id) => id !== gradient);
  draft.nodes.patch(node, { gradients: others(draft.now.nodes.get(node)?.gradients) });
  const card = draft.now.cardOf.get(node) ?? "";
  draft.cards.patch(card, { gradients: others(draft.now.cards.get(card)?.gradients) });
}

export function clearGradients(draft: Draft, event: GradientsCleared): void {
  const lane = draft.now.lanes.length - 1;
  for (const node of event.nodes) {
    draft.nodes.patch(node, { gradients: [] });
    const card = draft.now.cards.get(draft.now.cardOf.get(node) ?? "");
    const growing = card?.lane === lane && draft.now.lanes[lane]?.committed === false;
    if (card && growing) {
      draft.cards.patch(card.key, { gradients: [], criticised: [] });
    }
  }
}

export function setBreakpoint(draft: Draft, { node, on }: BreakpointSet): void {
  draft.nodes.patch(node, { breakpoint: on });
}

export function reachBreakpoint(draft: Draft, event: BreakpointReached): void {
  const { ask, node, arrived, onto, seq, t } = event;
  const card = draft.act(node);
  for (const one of arrived) {
    const rest = { region: null, by: "", who: "", original: "", muted: false, removed: false };
    draft.gradients.put(one.gradient, { ...one, ...rest, node, version: 1, seq, t });
  }
  const gradients = arrived.map((one) => one.gradient);
  draft.now.stops = [...draft.now.stops, { ask, node, card, gradients, onto, version: 1 }];
}

/** What has been said of its variable since a proposal was made, or is no longer as it was then. */
export function saidSince({ nodes, gradients }: State, { made }: ProposalState): readonly string[] {
  const now = nodes.get(made.node)?.gradients ?? [];
  const all = [...new Set([...made.because, ...now])];
  return all.filter((id) => (gradients.get(id)?.seq ?? 0) > made.seq);
}
