/** What waits for this person: a budget, each undecided proposal, each criticism wanted, each stop. */

import { pressHand } from "../gradients/hand.ts";
import { Stopped } from "../gradients/Stopped.tsx";
import { toggleTree } from "../history/tree.ts";
import { move } from "../history/undo.ts";
import type { Key } from "../keys.ts";
import { standing, undecided } from "../store/status.ts";
import { useLive, type View } from "../view.ts";
import { toggleBlend } from "./blending.ts";
import { Criticism } from "./Criticism.tsx";
import { choose, decide, edit, say } from "./decide.ts";
import { OverBudget } from "./OverBudget.tsx";
import { Question } from "./Question.tsx";
import { Redrawing } from "./Redrawing.tsx";
import type { Among } from "./Turn.tsx";
import { accept } from "./taking.ts";
import { walk } from "./walk.ts";

/** `open` names everything that is asked, see `useOpen`. */
export function Review({ open }: { open: string }) {
  const { proposals, review, criticisms, asks, reached, stops } = useLive(
    ({ proposals, review, criticisms, asks, reached, stops }) => ({
      proposals,
      review,
      criticisms,
      asks,
      reached,
      stops,
    }),
  );
  const names = open ? open.split("\n") : [];
  /** Which of several of a kind it is: "2 of 3", and whether others wait. */
  const which = <T,>(all: readonly T[], one: T): Among => ({
    place: all.length > 1 ? `${all.indexOf(one) + 1} of ${all.length}` : "",
    among: names.length > 1,
  });
  return names.map((name) => {
    const proposal = proposals.get(name);
    const criticism = criticisms.get(name);
    const budget = reached.find(({ ask }) => ask === name);
    const stop = stops.find(({ ask }) => ask === name);
    if (proposal?.decided) return <Redrawing key={name} proposal={proposal} />;
    if (proposal)
      return <Question key={name} {...which(review?.proposals ?? [], name)} proposal={proposal} />;
    if (criticism) return <Criticism key={name} {...which(asks, name)} criticism={criticism} />;
    if (budget) return <OverBudget key={name} {...which(reached, budget)} reached={budget} />;
    return stop && <Stopped key={name} {...which(stops, stop)} stop={stop} />;
  });
}

/** What a key does to the question that has the focus, else to the first one. */
export function pressKey(view: View, key: Key, target: Element): boolean {
  if (key === "close") {
    view.unsure.value = null;
    return false;
  }
  if (key === "help") {
    view.help.value = true;
    return true;
  }
  // Nothing is decided on what is not there now.
  if (view.moment.value !== null || view.session.present.value.replayed) return false;
  if (key === "next") return walk(target, 1);
  if (key === "previous") return walk(target, -1);
  if (key === "history") return toggleTree(view);
  if (key === "undo") return move(view, "Undo");
  if (key === "redo") return move(view, "Redo");
  if (pressHand(view, key, target)) return true;
  const state = view.session.present.value;
  const open = undecided(state);
  const focused = target.closest<HTMLElement>("[data-proposal]")?.dataset["proposal"] ?? "";
  const id = open.includes(focused) ? focused : open[0];
  const proposal = state.proposals.get(id ?? "");
  if (!proposal || target.closest("[data-ask]")) return false;
  if (typeof key === "number") choose(view, proposal, key - 1);
  else if (key === "accept") accept(view, proposal);
  else if (key === "edit") edit(view, proposal);
  else if (key === "why") say(view, proposal);
  else if (key === "blend") toggleBlend(view, proposal);
  else if (key === "reject" || key === "regenerate" || key === "skip") decide(view, proposal, key);
  else return false;
  return true;
}

/** Everything that is asked in this view, by name, a line each. */
export function useOpen(): string {
  return useLive((state) => {
    const [budgets, stops] = [state.reached, state.stops].map((all) => all.map(({ ask }) => ask));
    return [budgets, standing(state), state.asks, stops].flat().join("\n");
  });
}
