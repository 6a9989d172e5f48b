/** What is spoken to a screen reader: short, and at most every two seconds. */

import { amount, plural } from "./format.ts";
import { roleOf, undecided } from "./store/status.ts";
import type { State } from "./store.ts";

/** Milliseconds between two announcements. */
export const SAY_EVERY = 2000;

/** The one sentence that matters most now. */
export function sentence(state: State): string {
  const words = told(state);
  return state.replayed ? words.replace("Your turn", "Question") : words;
}

function told(state: State): string {
  if (state.ended) {
    return `Run ${state.ended.outcome}. ${state.ended.message}`.trim();
  }
  const [full] = state.reached;
  if (full) {
    const { what, spent, limit } = full;
    return `Your turn: the budget is reached, ${amount(what, spent)} of ${amount(what, limit)}.`;
  }
  const open = undecided(state).map((id) => state.proposals.get(id)?.made.node ?? "");
  if (open.length) {
    const roles = open.map((node) => roleOf(state, node)).join(", ");
    return `Your turn: ${plural(open.length, "proposal")} to decide, for ${roles}.`;
  }
  const criticised = state.criticisms.get(state.asks[0] ?? "");
  if (criticised) {
    const role = roleOf(state, criticised.asked.node);
    return `Your turn: ${role} asks for your criticism.`;
  }
  const [stop] = state.stops;
  if (stop) {
    const role = roleOf(state, stop.node);
    return `Your turn: criticism of ${role} waits to go on.`;
  }
  for (const failure of state.failures.values()) {
    if (failure.status === "waiting") return `Failed: ${failure.message} Retry or stop.`;
  }
  if (!state.run) return "";
  const calls = state.inFlight.length ? `, ${plural(state.inFlight.length, "call")}` : "";
  return `Step ${state.step}, ${state.phase}${calls}.`;
}

/** Says the newest sentence through `speak`, at most every `SAY_EVERY`. */
export function createSpeaker(speak: (sentence: string) => void) {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let spoken = "";
  let next = "";
  const flush = () => {
    waiting = undefined;
    if (next === spoken) return;
    spoken = next;
    speak(next);
    waiting = setTimeout(flush, SAY_EVERY);
  };
  return {
    say(text: string) {
      next = text;
      if (waiting === undefined) flush();
    },
    stop: () => clearTimeout(waiting),
  };
}
