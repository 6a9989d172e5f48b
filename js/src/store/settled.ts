/** Questions whose answer is no text: a budget that was raised, criticism that was let go. */

import { amount } from "../format.ts";
import type { BreakpointLeft, BudgetAnswered } from "../protocol.ts";
import type { Draft } from "./draft.ts";
import { roleOf, waits } from "./status.ts";

/** What was done, about what, and by whom. */
export interface Settled extends Pick<BreakpointLeft, "seq" | "by" | "who" | "seconds"> {
  readonly step: number;
  readonly about: string;
  readonly done: string;
}

function settle(draft: Draft, one: Omit<Settled, "step">): void {
  draft.now.settled = [...draft.now.settled, { ...one, step: draft.now.step }];
}

/** What waited for a person or a budget goes on; a call that cannot yet will say so again. */
export function goOn(draft: Draft): void {
  for (const id of draft.now.inFlight) {
    const call = draft.now.calls.get(id);
    if (waits(call) && call?.held === 0) draft.calls.patch(id, { status: "running" });
  }
}

export function answerBudget(draft: Draft, { ask, limit, by, seq }: BudgetAnswered): void {
  const asked = draft.now.reached.find((one) => one.ask === ask);
  draft.now.reached = draft.now.reached.filter((one) => one.ask !== ask);
  if (!asked || limit === null) return;
  goOn(draft);
  const [about, done] = [`budget of ${asked.whose}`, `raised to ${amount(asked.what, limit)}`];
  settle(draft, { seq, about, done, by, who: "", seconds: 0 });
}

export function leaveBreakpoint(draft: Draft, event: BreakpointLeft): void {
  const { ask, passed, seq, by, who, seconds } = event;
  const stop = draft.now.stops.find((one) => one.ask === ask);
  draft.now.stops = draft.now.stops.filter((one) => one.ask !== ask);
  if (!stop || !passed) return;
  const about = roleOf(draft.now, stop.node);
  settle(draft, { seq, about, done: "criticism let go on", by, who, seconds });
}
