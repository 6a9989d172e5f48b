/** What waits for this person: each undecided proposal, and the first criticism that is wanted. */

import type { Key } from "../keys.ts";
import { asked, undecided } from "../store/status.ts";
import { useSlice, useView, type View } from "../view.ts";
import { Criticism } from "./Criticism.tsx";
import { choose, decide, edit } from "./decide.ts";
import { Question } from "./Question.tsx";
import { accept } from "./taking.ts";

export function Review() {
  const open = useSlice((state) => undecided(state).join("\n"));
  const total = useSlice((state) => state.review?.proposals.length ?? 0);
  const proposals = useSlice((state) => state.proposals);
  const criticism = useSlice((state) => state.criticisms.get(state.asks[0] ?? ""));
  const more = useSlice((state) => state.asks.length - 1);
  const ids = open === "" ? [] : open.split("\n");
  const first = total - ids.length + 1;
  return (
    <>
      {ids.map((id, index) => {
        const proposal = proposals.get(id);
        const place = total > 1 ? `${first + index} of ${total}` : "";
        return proposal && <Question key={id} proposal={proposal} place={place} />;
      })}
      {criticism !== undefined && (
        <Criticism
          key={criticism.asked.ask}
          criticism={criticism}
          place={more > 0 ? `${more} more after this` : ""}
        />
      )}
    </>
  );
}

/** What a key does to the question that has the focus, else to the first one. */
export function pressKey(view: View, key: Key, target: Element): boolean {
  if (key === "close") {
    view.unsure.value = null;
    return false;
  }
  const state = view.session.state.value;
  const open = undecided(state);
  const focused = target.closest<HTMLElement>("[data-proposal]")?.dataset["proposal"] ?? "";
  const id = open.includes(focused) ? focused : open[0];
  const proposal = state.proposals.get(id ?? "");
  if (proposal === undefined || target.closest("[data-ask]") !== null) return false;
  if (typeof key === "number") choose(view, proposal, key - 1);
  else if (key === "accept") accept(view, proposal);
  else if (key === "edit") edit(view, proposal);
  else decide(view, proposal, key);
  return true;
}

/** What is asked first in this view, else empty; for layout and focus. */
export function useAsked(): string {
  useView();
  return useSlice(asked);
}
