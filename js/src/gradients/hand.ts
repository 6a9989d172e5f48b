/** What a person does with criticism: edit, mute or remove it, let it go on, and where it waits. */

import { cardAt } from "../graph/walking.ts";
import type { Key } from "../keys.ts";
import type { ChangeGradient } from "../protocol.ts";
import type { GradientState, NodeState, State, StopState } from "../store/state.ts";
import { undecided } from "../store/status.ts";
import type { View } from "../view.ts";

const named = ({ name }: View) => name.value.trim();

/** Ask for a change of what is seen; whoever comes second is told. */
export function change(
  view: View,
  { gradient, node, version }: GradientState,
  action: ChangeGradient["action"],
  text = "",
): Promise<boolean> {
  const what = { node, gradient, version, action, text, who: named(view) };
  return view.session.dispatch({ type: "ChangeGradient", ...what });
}

/** Let what waits go on; `made` changes of it have been granted and not been heard of yet. */
export async function proceed(view: View, { ask, version }: StopState, made = 0): Promise<void> {
  view.refocus.at = ask;
  await view.session.dispatch({ type: "Continue", ask, version: version + made, who: named(view) });
}

/** What is left of what waits. */
export function left(gradients: State["gradients"], stop: StopState): readonly GradientState[] {
  return stop.gradients.flatMap((id) => {
    const one = gradients.get(id);
    return !one || one.removed ? [] : one;
  });
}

/** Whether criticism can arrive there. */
export function stoppable(node: NodeState | undefined): boolean {
  return node?.grad === true && node.kind !== "loss" && node.kind !== "sum";
}

/** Have criticism wait at a node, or wait there no longer. */
export function toggle(view: View, node: string): boolean {
  const known = view.session.present.value.nodes.get(node);
  if (!view.session.kernel || !known || !stoppable(known)) return false;
  const on = !known.breakpoint;
  view.session.dispatch({ type: "SetBreakpoint", node, on, who: named(view) });
  return true;
}

/** The stop that a key is for: the one with the focus, or the first where nothing else is asked. */
function stopAt(state: State, target: Element): StopState | undefined {
  const ask = target.closest<HTMLElement>("[data-ask]")?.dataset["ask"];
  if (ask !== undefined) return state.stops.find((stop) => stop.ask === ask);
  return undecided(state).length ? undefined : state.stops[0];
}

/** Do what a key asks of criticism, if anything. */
export function pressHand(view: View, key: Key, target: Element): boolean {
  const state = view.session.present.value;
  if (key === "breakpoint") {
    const card = cardAt(target) || (view.opened.value ?? "");
    return toggle(view, state.cards.get(card)?.node ?? "");
  }
  const stop = stopAt(state, target);
  if (key === "accept" && stop) {
    proceed(view, stop);
    return true;
  }
  if (key !== "edit" && key !== "mute") return false;
  const name = target.closest<HTMLElement>("[data-gradient]")?.dataset["gradient"];
  const waits = stop ? left(state.gradients, stop) : [];
  const one =
    name === undefined ? (waits.length === 1 ? waits[0] : undefined) : state.gradients.get(name);
  if (!one || one.removed) return false;
  if (key === "edit") view.editing.value = one.gradient;
  else change(view, one, one.muted ? "unmute" : "mute");
  return true;
}
