/** What a card says of itself, read from the state. */

import { inside } from "../inside.ts";
import type { Decided } from "../protocol.ts";
import { whySkipped } from "./skipped.ts";
import type {
  CallState,
  Card,
  FailureState,
  GradientState,
  Lane,
  NodeState,
  ProposalState,
  State,
} from "./state.ts";

export type Status =
  | "waiting"
  | "running"
  | "retrying"
  | "failed"
  | "asking"
  | "accepted"
  | "edited"
  | "rejected"
  | "cached"
  | "cancelled"
  | "skipped"
  | "done";

/** What a variable is called. */
export function roleOf({ nodes }: Pick<State, "nodes">, node: string | undefined): string {
  return nodes.get(node ?? "")?.role ?? "";
}

/** The calls of a card that are in flight, in order of start. */
export function runningCalls(state: State, card: Card): readonly CallState[] {
  if (state.ended) return [];
  return card.calls.flatMap((id) => {
    const call = state.calls.get(id);
    return call?.status === "running" || call?.status === "retrying" ? call : [];
  });
}

/**
 * The call in flight whose text a card shows: the first that has any, until it ends, so that
 * several at once do not take turns; else the newest.
 */
export function runningCall(state: State, card: Card): CallState | undefined {
  const running = runningCalls(state, card);
  return running.find((call) => call.text) ?? running.at(-1);
}

/** Whether a call is not made yet: the provider, a person or a budget wants it to wait. */
export function waits(call: CallState | undefined): boolean {
  return call?.status === "retrying" && call.held !== null;
}

/** The failure that stands on a card: waiting for Retry, or final. */
export function standingFailure(state: State, card: Card): FailureState | undefined {
  const failure = state.failures.get(card.failure ?? "");
  return failure?.status === "retried" ? undefined : failure;
}

/** Proposals of the open review that nobody has decided. */
export function undecided(state: State): readonly string[] {
  const open = state.review?.proposals ?? [];
  return open.filter((id) => state.proposals.get(id)?.decided === null);
}

/** Whose turn it is where something is asked; in a replay it was somebody else's. */
export function turn({ replayed }: State): "question" | "your turn" {
  return replayed ? "question" : "your turn";
}

/** The first thing that waits for this person, a budget, a proposal or a criticism; else empty. */
export function asked(state: State): string {
  const [reached, stop] = [state.reached[0]?.ask, state.stops[0]?.ask];
  return reached ?? undecided(state)[0] ?? state.asks[0] ?? stop ?? "";
}

/** Whether another proposal was asked for in the place of this one. */
export function wantsAnother({ decided }: ProposalState): boolean {
  if (!decided) return false;
  return decided.action === "regenerate" || (decided.action === "reject" && decided.reason !== "");
}

/** The proposals of the open review that stand there: undecided, or about to be replaced. */
export function standing(state: State): readonly string[] {
  const open = state.review?.proposals ?? [];
  return open.filter((id) => {
    const proposal = state.proposals.get(id);
    return proposal !== undefined && (!proposal.decided || wantsAnother(proposal));
  });
}

/** What a card has become by what was decided of it. */
export const DECIDED: Partial<Record<Decided["action"], "accepted" | "edited" | "rejected">> = {
  accept: "accepted",
  edit: "edited",
  reject: "rejected",
};

export function statusOf(state: State, card: Card): Status {
  const proposal = state.proposals.get(card.proposal ?? "");
  if (proposal && undecided(state).includes(proposal.made.proposal)) return "asking";
  if (state.asks.some((id) => state.criticisms.get(id)?.card === card.key)) return "asking";
  if (state.stops.some((stop) => stop.card === card.key)) return "asking";
  const running = runningCall(state, card);
  if (waits(running)) return "waiting";
  if (running) return running.status === "retrying" ? "retrying" : "running";
  if (standingFailure(state, card)) return "failed";
  const decided = DECIDED[proposal?.decided?.action ?? "skip"];
  if (decided) return decided;
  const last = state.calls.get(card.calls.at(-1) ?? "");
  if (last?.status === "failed") return last.error === "Cancelled" ? "cancelled" : "failed";
  if (whySkipped(state, card)) return "skipped";
  if (state.nodes.get(card.node)?.ready === false) {
    return state.ended ? "cancelled" : "waiting";
  }
  return last?.finished?.cached ? "cached" : "done";
}

/** What a card shows as its value: the one it kept, or the node's. */
export function shownValue(state: State, card: Card): string {
  return card.past?.value ?? state.nodes.get(card.node)?.value ?? "";
}

export function pictureOf(state: State, card: Card): NodeState["picture"] {
  return card.past ? card.past.picture : (state.nodes.get(card.node)?.picture ?? null);
}

export function gradientsOf(state: State, card: Card): readonly GradientState[] {
  return card.gradients.flatMap((id) => state.gradients.get(id) ?? []);
}

/** What a call is for, in a person's words: one, and several at once. */
const PURPOSE: Readonly<Record<string, readonly [one: string, several: string]>> = {
  answer: ["answer", "answers"],
  loss: ["loss", "losses"],
  gradient: ["gradient", "gradients"],
  reduction: ["summary of the feedback", "summaries of the feedback"],
  proposal: ["proposal", "drafts"],
  repair: ["repair", "repairs"],
  judge: ["check of the constraints", "checks of the constraints"],
};

// Of whose calls several draws are made at once.
const DRAWN: readonly string[] = ["proposal", "repair"];

/** What a call is for, which of several draws it is, and where a gradient comes from. */
export function purposeOf(state: State, call: CallState): string {
  const { purpose, via, sample } = call.started;
  const from = state.nodes.get(via);
  const word = PURPOSE[purpose]?.[0] ?? purpose;
  const drawn = DRAWN.includes(purpose) && state.cards.get(call.card)?.drawn === true;
  const draft = drawn ? ` · draft ${sample + 1}` : "";
  return `${word}${draft}${from ? ` from ${from.role}` : ""}`;
}

// Whose replies come wrapped, so that they can be read by a machine.
const WRAPPED: readonly string[] = [...DRAWN, "judge"];

/** What has arrived of a call, as a person reads it. */
export function readable({ started, text }: CallState): string {
  return WRAPPED.includes(started.purpose) ? inside(text, started.prompt) : text;
}

/** Whether a call says nothing yet, but thinks. */
export function thinks(call: CallState): boolean {
  return call.status === "running" && !readable(call) && call.reasoning + call.text !== "";
}

/** What a card says that it is busy with: one call, or how many of a kind. */
export function busyWith(state: State, card: Card): string {
  const call = runningCall(state, card);
  if (!call) return "";
  const { purpose } = call.started;
  const alike = runningCalls(state, card).filter((one) => one.started.purpose === purpose);
  if (alike.length < 2) return purposeOf(state, call);
  return `${alike.length} ${PURPOSE[purpose]?.[1] ?? purpose}`;
}

export type RunState = "running" | "asking" | "waiting-retry" | "paused" | "ended";

export function runState(state: State): RunState {
  if (state.ended) return "ended";
  if (asked(state)) return "asking";
  for (const failure of state.failures.values()) {
    if (failure.status === "waiting") return "waiting-retry";
  }
  return state.paused ? "paused" : "running";
}

/** What a step is called; the lane after the last one holds what came of it. */
export function laneName(lane: Lane, before: Lane | undefined, ended: boolean): string {
  if (lane.begun) return `step ${lane.step}`;
  return ended ? "result" : `after step ${before?.step ?? 0}`;
}
