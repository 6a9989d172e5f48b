/** The open question: each proposal that nobody has decided yet. */

import type { Key } from "../keys.ts";
import { undecided } from "../store/status.ts";
import { useSlice, useView, type View } from "../view.ts";
import { decide, Question } from "./Question.tsx";

export function Review() {
  const open = useSlice((state) => undecided(state).join("\n"));
  const total = useSlice((state) => state.review?.proposals.length ?? 0);
  const proposals = useSlice((state) => state.proposals);
  if (open === "") return null;
  const ids = open.split("\n");
  const first = total - ids.length + 1;
  return ids.map((id, index) => {
    const proposal = proposals.get(id);
    const place = total > 1 ? `${first + index} of ${total}` : "";
    return proposal && <Question key={id} proposal={proposal} place={place} />;
  });
}

/** What a key does to the question that has the focus, else to the first one. */
export function pressKey(view: View, key: Key, target: Element): boolean {
  const state = view.session.state.value;
  const open = undecided(state);
  const focused = target.closest<HTMLElement>("[data-proposal]")?.dataset["proposal"] ?? "";
  const id = open.includes(focused) ? focused : open[0];
  const proposal = state.proposals.get(id ?? "");
  if (key === "close" || proposal === undefined) return false;
  if (key === "edit") view.editing.value = proposal.made.proposal;
  else decide(view, proposal, key);
  return true;
}

/** Whether this view has an open question; for layout and focus. */
export function useAsked(): string {
  useView();
  return useSlice((state) => undecided(state)[0] ?? "");
}
