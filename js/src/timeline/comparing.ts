/** Which two steps are compared, and what their parameters' texts were. */

import type { State } from "../store.ts";
import type { View } from "../view.ts";

/** A parameter's text after one step and after another. */
export interface Pair {
  readonly node: string;
  readonly role: string;
  readonly before: string;
  readonly after: string;
}

/** Compare the newest step that changed something with the one before, or stop comparing. */
export function toggleComparing({ compared, session }: View): void {
  const last = session.present.value.steps.findLastIndex(({ committed }) => committed);
  compared.value = compared.value ? null : [Math.max(0, last - 1), Math.max(0, last)];
}

/** Take a step into the comparison, in place of the one that was chosen longer ago. */
export function pick({ compared }: View, place: number): void {
  if (!compared.value || compared.value.includes(place)) return;
  compared.value = [compared.value[1], place];
}

/** The state that a step left behind; the start is what the first step found. */
function after({ past, session }: View, place: number): State {
  const { steps } = session.present.value;
  const end = (at: number) => steps[at]?.committed?.seq ?? Infinity;
  return past.at(place === 0 ? end(1) - 1 : end(place));
}

/** The texts of all parameters after two steps. */
export function pairs(view: View, from: number, to: number): readonly Pair[] {
  const [before, now] = [after(view, from).nodes, after(view, to).nodes];
  const known = [...view.session.present.value.nodes.values()].filter(({ parameter }) => parameter);
  return known.flatMap(({ node, role }) => {
    const [old, text] = [before.get(node)?.value ?? "", now.get(node)?.value ?? ""];
    return !old && !text ? [] : [{ node, role, before: old, after: text }];
  });
}
