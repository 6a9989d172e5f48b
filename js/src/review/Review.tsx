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
import { accept } from "./taking.ts";
import { walk } from "./walk.ts";

const NONE: readonly string[] = [];

/** Which of several of a kind it is: "2 of 3". */
function place<T>(all: readonly T[], one: T): string {
  return all.length > 1 ? `${all.indexOf(one) + 1} of ${all.length}` : "";
}

/** `open` names everything that is asked, see `useOpen`. */
export function Review({ open }: { open: string }) {
  const proposals = useLive((state) => state.proposals);
  const all = useLive((state) => state.review?.proposals ?? NONE);
  const criticisms = useLive((state) => state.criticisms);
  const asks = useLive((state) => state.asks);
  const reached = useLive((state) => state.reached);
  const stops = useLive((state) => state.stops);
  const names = open ? open.split("\n") : [];
  const among = names.length > 1;
  return names.map((name) => {
    const budget = reached.find(({ ask }) => ask === name);
    if (budget) {
      return (
        <OverBudget key={name} reached={budget} place={place(reached, budget)} among={among} />
      );
    }
    const proposal = proposals.get(name);
    if (proposal) {
      if (proposal.decided) return <Redrawing key={name} proposal={proposal} />;
      return <Question key={name} proposal={proposal} place={place(all, name)} among={among} />;
    }
    const stop = stops.find(({ ask }) => ask === name);
    if (stop) {
      return <Stopped key={name} stop={stop} place={place(stops, stop)} among={among} />;
    }
    const criticism = criticisms.get(name);
    return (
      criticism && (
        <Criticism key={name} criticism={criticism} place={place(asks, name)} among={among} />
      )
    );
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
  if (view.moment.value !== null || view.session.state.value.replayed) return false;
  if (key === "next") return walk(target, 1);
  if (key === "previous") return walk(target, -1);
  if (key === "history") return toggleTree(view);
  if (key === "undo") return move(view, "Undo");
  if (key === "redo") return move(view, "Redo");
  if (pressHand(view, key, target)) return true;
  const state = view.session.state.value;
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
