/** What a card says of itself, read from the state. */

import type { CallStarted } from "../protocol.ts";
import type { CallState, Card, FailureState, GradientState, NodeState, State } from "./state.ts";

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
  | "done";

/** The call in flight that a card shows: the newest. */
export function runningCall(state: State, card: Card): CallState | undefined {
  for (let i = card.calls.length - 1; i >= 0; i--) {
    const call = state.calls.get(card.calls[i] ?? "");
    if (call?.status === "running" || call?.status === "retrying") {
      return state.ended === null ? call : undefined;
    }
  }
  return undefined;
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

const DECIDED = { accept: "accepted", edit: "edited", reject: "rejected" } as const;

export function statusOf(state: State, card: Card): Status {
  const proposal = state.proposals.get(card.proposal ?? "");
  if (proposal !== undefined && undecided(state).includes(proposal.made.proposal)) return "asking";
  const running = runningCall(state, card);
  if (running !== undefined) return running.status === "retrying" ? "retrying" : "running";
  if (standingFailure(state, card) !== undefined) return "failed";
  if (proposal?.decided) return DECIDED[proposal.decided.action];
  const last = state.calls.get(card.calls.at(-1) ?? "");
  if (last?.status === "failed") return last.error === "Cancelled" ? "cancelled" : "failed";
  if (state.nodes.get(card.node)?.ready === false) {
    return state.ended === null ? "waiting" : "cancelled";
  }
  return last?.finished?.cached === true ? "cached" : "done";
}

/** What a card shows as its value: the one it kept, or the node's. */
export function shownValue(state: State, card: Card): string {
  return card.past?.value ?? state.nodes.get(card.node)?.value ?? "";
}

export function pictureOf(state: State, card: Card): NodeState["picture"] {
  return card.past === null ? (state.nodes.get(card.node)?.picture ?? null) : card.past.picture;
}

export function gradientsOf(state: State, card: Card): readonly GradientState[] {
  return card.gradients.flatMap((id) => state.gradients.get(id) ?? []);
}

/** The person's word for what a call is for. */
export const PURPOSE: Record<CallStarted["purpose"], string> = {
  answer: "answer",
  loss: "loss",
  gradient: "gradient",
  proposal: "proposal",
  repair: "repair",
};

/** What a call is for, with where a gradient comes from. */
export function purposeOf(state: State, call: CallState): string {
  const via = state.nodes.get(call.started.via);
  const word = PURPOSE[call.started.purpose] ?? call.started.purpose;
  return via === undefined ? word : `${word} from ${via.role}`;
}

export type RunState = "running" | "asking" | "waiting-retry" | "ended";

export function runState(state: State): RunState {
  if (state.ended !== null) return "ended";
  if (undecided(state).length > 0) return "asking";
  for (const failure of state.failures.values()) {
    if (failure.status === "waiting") return "waiting-retry";
  }
  return "running";
}
