/** The one fold: what happened → what is shown. Pure; unknown events change nothing. */

import type { RunEvent } from "./protocol.ts";
import { addCard, commitLane } from "./store/cards.ts";
import { addCommit, addMerge, moveHead, nameCommit } from "./store/commits.ts";
import { Draft } from "./store/draft.ts";
import {
  addGradient,
  changeGradient,
  clearGradients,
  reachBreakpoint,
  setBreakpoint,
} from "./store/gradients.ts";
import { answer, revise } from "./store/handover.ts";
import { keepPace } from "./store/pace.ts";
import { changePolicy } from "./store/policy.ts";
import { answerBudget, goOn, leaveBreakpoint } from "./store/settled.ts";
import { EMPTY, NOTHING, type State } from "./store/state.ts";
import { commitStep, decideInStep, ongoing, scoreStep } from "./store/steps.ts";
import { count, pay, type Sum, sum } from "./store/totals.ts";

export { EMPTY, type State };

type Fold<E> = (draft: Draft, event: E) => void;
type Folds = { [T in RunEvent["type"]]: Fold<Extract<RunEvent, { type: T }>> };

const FOLDS: Folds = {
  RunStarted(draft, event) {
    draft.now.run = event;
    draft.now.policy = { policy: event.review, by: "program", who: "" };
  },
  PolicyChanged: changePolicy,
  PhaseChanged(draft, event) {
    draft.now.phase = event.phase;
    draft.now.step = event.step;
  },
  NodeAdded(draft, event) {
    const { node, kind, role, op, inputs, ready, value, picture, requires_grad: grad } = event;
    const known = draft.now.nodes.get(node);
    const { gradients = [], constraints = [], breakpoint = false } = known ?? {};
    const parameter = kind === "parameter" || known?.parameter === true;
    draft.nodes.put(node, {
      node,
      kind,
      role,
      op,
      inputs,
      ready,
      value,
      picture,
      grad,
      parameter,
      gradients,
      constraints,
      breakpoint,
    });
    if (!known) addCard(draft, event);
    if (kind === "parameter") draft.expect(event);
    ongoing(draft);
  },
  ValueSet(draft, event) {
    const { value, picture } = event;
    draft.nodes.patch(event.node, { value, picture, ready: true });
  },
  RoleSet(draft, event) {
    draft.nodes.patch(event.node, { role: event.role });
  },
  ConstraintsSet(draft, event) {
    draft.nodes.patch(event.node, { constraints: event.constraints });
  },
  ParametersSet(draft, event) {
    draft.expect(event);
    for (const node of event.nodes) draft.nodes.patch(node, { parameter: true });
  },
  CallStarted(draft, event) {
    const card = draft.act(event.node);
    draft.calls.put(event.call, {
      started: event,
      card,
      text: "",
      reasoning: "",
      status: "running",
      held: null,
      attempts: [],
      finished: null,
      error: "",
      message: "",
    });
    draft.now.started += 1;
    draft.now.inFlight = [...draft.now.inFlight, event.call];
    const on = draft.cards.edit(card);
    if (on) {
      on.calls = [...on.calls, event.call];
      on.drawn ||= event.sample > 0;
    }
    draft.now.model = event.model;
    if (event.via) draft.expect(event);
    heardFrom(draft, event.provenance);
  },
  CallDelta(draft, event) {
    const call = draft.calls.edit(event.call);
    if (!call || call.finished || call.status === "failed") return;
    if (event.kind === "reasoning") call.reasoning += event.text;
    else call.text += event.text;
    call.status = "running";
  },
  CallRetrying(draft, event) {
    const call = draft.now.calls.get(event.call);
    if (!call) return;
    const fate = event.discard ? "discarded" : "failed";
    const held = event.attempt ? null : event.wait;
    const line = `${event.attempt ? `attempt ${event.attempt} ${fate}` : "waits"}: ${event.reason}`;
    draft.calls.patch(event.call, {
      status: "retrying",
      held,
      attempts: [...call.attempts, line],
      ...(event.discard && { text: "", reasoning: "" }),
    });
  },
  CallFinished(draft, event) {
    const call = draft.calls.edit(event.call);
    if (call?.finished !== null) return;
    call.finished = event;
    call.text = event.text;
    call.reasoning = event.reasoning;
    call.status = "done";
    heardFrom(draft, event.provenance);
    landed(draft, event.call, (totals) => count(totals, event));
  },
  CallFailed(draft, event) {
    const { error, message, cost } = event;
    draft.calls.patch(event.call, { error, message, status: "failed" });
    landed(draft, event.call, (totals) => pay(totals, cost));
  },
  CallsSummed(draft, event) {
    draft.now.summed += event.calls;
    for (const provenance of event.provenances) heardFrom(draft, provenance);
    landed(draft, "", (totals) => sum(totals, event));
  },
  Failed(draft, event) {
    const { failure, error, message, hint } = event;
    const card = draft.act(event.node);
    const status = event.waiting ? "waiting" : "stands";
    draft.failures.put(failure, { failure, card, error, message, hint, status });
    draft.cards.patch(card, { failure });
  },
  FailureResolved(draft, event) {
    const status = event.retried ? "retried" : "given up";
    draft.failures.patch(event.failure, { status });
  },
  GradientAdded: addGradient,
  GradientChanged: changeGradient,
  GradientsCleared: clearGradients,
  BreakpointSet: setBreakpoint,
  BreakpointReached: reachBreakpoint,
  BreakpointLeft: leaveBreakpoint,
  ProposalMade(draft, event) {
    const card = draft.act(event.node);
    draft.proposals.put(event.proposal, {
      made: event,
      card,
      step: stepOf(draft),
      decided: null,
      measured: [],
    });
    draft.cards.patch(card, { proposal: event.proposal });
    const { review } = draft.now;
    if (review?.proposals.includes(event.replaces ?? "")) {
      const proposals = review.proposals.map((id) => (id === event.replaces ? event.proposal : id));
      draft.now.review = { ...review, proposals };
    }
  },
  Measured(draft, event) {
    const measured = draft.now.proposals.get(event.proposal)?.measured ?? [];
    draft.proposals.patch(event.proposal, { measured: [...measured, event] });
  },
  ReviewOpened(draft, event) {
    draft.now.review = { review: event.review, proposals: event.proposals };
    const asked = draft.now.proposals.get(event.proposals[0] ?? "");
    if (asked?.card) draft.now.active = asked.card;
  },
  Decided(draft, event) {
    if (draft.now.proposals.get(event.proposal)?.decided !== null) return;
    draft.proposals.patch(event.proposal, { decided: event });
    decideInStep(draft, event);
  },
  ReviewClosed(draft) {
    draft.now.review = null;
  },
  CriticismAsked(draft, event) {
    const card = draft.act(event.node);
    draft.criticisms.put(event.ask, { asked: event, card, step: stepOf(draft), given: null });
    draft.now.asks = [...draft.now.asks, event.ask];
  },
  CriticismGiven(draft, event) {
    if (draft.now.criticisms.get(event.ask)?.given !== null) return;
    draft.criticisms.patch(event.ask, { given: event });
    draft.now.asks = draft.now.asks.filter((id) => id !== event.ask);
  },
  BudgetSet(draft, event) {
    draft.now.budget = event;
  },
  BudgetReached(draft, event) {
    if (event.waiting) draft.now.reached = [...draft.now.reached, event];
  },
  BudgetAnswered: answerBudget,
  StepCommitted(draft, event) {
    commitLane(draft, event);
    commitStep(draft, event);
    addCommit(draft, event);
  },
  HistoryMoved: moveHead,
  Merged: addMerge,
  CommitNamed: nameCommit,
  Revised: revise,
  ReviewAnswered: answer,
  Scored: scoreStep,
  StepsPlanned(draft, event) {
    draft.now.planned = event.total;
  },
  Paused(draft, event) {
    draft.now.paused = event;
  },
  Resumed(draft) {
    draft.now.paused = null;
    goOn(draft);
  },
  Notice(draft, event) {
    const { seq, level, message } = event;
    draft.now.notices = [...draft.now.notices, { seq, level, message }];
  },
  Replayed(draft) {
    draft.now.replayed = true;
  },
  RunEnded(draft, event) {
    Object.assign(draft.now, NOTHING, { ended: event, phase: "ended", paused: null });
  },
};

/** A call has ended, and was part of the run and of its step. */
function landed(draft: Draft, call: string, add: (totals: Sum) => void): void {
  const { now } = draft;
  if (call) now.landed += 1;
  now.inFlight = now.inFlight.filter((id) => id !== call);
  for (const whole of [now, ongoing(draft)]) {
    const totals = draft.open(whole.totals);
    whole.totals = totals;
    add(totals);
  }
}

const BY_TYPE: ReadonlyMap<string, Fold<never>> = new Map(Object.entries(FOLDS));

/** Words of this kind are in the run from here on. */
function heardFrom(draft: Draft, provenance: string): void {
  if (draft.now.provenances.includes(provenance)) return;
  draft.now.provenances = [...draft.now.provenances, provenance];
}

/** The step that grows now, as its lane names it. */
function stepOf(draft: Draft): number {
  return draft.now.lanes.at(-1)?.step ?? draft.now.step;
}

/**
 * Fold several events, in order. Those already folded into `state` (`seq` ≤ `last`) are skipped;
 * among themselves they need not ascend, since a merged delta stands where its first part stood.
 */
export function fold(state: State, events: readonly RunEvent[]): State {
  const draft = new Draft(state);
  const { now } = draft;
  for (const event of events) {
    if (event.seq <= state.last) continue;
    BY_TYPE.get(event.type)?.(draft, event as never);
    keepPace(draft, event);
    if (event.seq > now.last) now.last = event.seq;
    if (event.t > now.t) now.t = event.t;
  }
  return now;
}

/** Fold one event. */
export function reduce(state: State, event: RunEvent): State {
  return fold(state, [event]);
}
