/** A run written down as a test reads it: each call adds one event of the contract. */

import type { Candidate, RunEvent } from "../src/protocol.ts";

type Of<T extends RunEvent["type"]> = Omit<Extract<RunEvent, { type: T }>, "type" | "seq" | "t">;

/** One text to choose; what is not given is filled in. */
export function candidate(text: string, fields: Partial<Candidate> = {}): Candidate {
  return { text, sample: 0, tokens: 12, cost: 0.001, score: null, broken: [], ...fields };
}

const DEFAULTS: { readonly [T in RunEvent["type"]]: Of<T> } = {
  RunStarted: { run: "run1", name: "shirts", review: "ask", started: "", contract: 1 },
  PhaseChanged: { phase: "forward", step: 1 },
  NodeAdded: {
    node: "q",
    kind: "input",
    role: "question",
    op: "",
    inputs: [],
    requires_grad: false,
    ready: true,
    value: "why?",
    picture: null,
  },
  ValueSet: { node: "q", value: "new", by: "forward", picture: null },
  RoleSet: { node: "q", role: "role" },
  ParametersSet: { nodes: ["q"] },
  CallStarted: {
    call: "c1",
    node: "q",
    purpose: "answer",
    via: "",
    engine: "direct",
    model: "gpt",
    provenance: "live",
    system: "be brief",
    prompt: "why?",
    sample: 0,
    digest: "",
  },
  CallDelta: { call: "c1", text: "x", kind: "text" },
  CallRetrying: { call: "c1", attempt: 1, wait: 1, reason: "reset", discard: true },
  CallFinished: {
    call: "c1",
    text: "because",
    reasoning: "",
    finish: "stop",
    tokens_in: 10,
    tokens_out: 5,
    estimated: false,
    cost: 0.01,
    saved: 0,
    cached: false,
    attempts: 1,
    first_token: 0.1,
    seconds: 0.5,
    engine: "direct",
    model: "gpt",
    provenance: "live",
  },
  CallsSummed: {
    calls: 3,
    finished: 2,
    tokens: 30,
    unknown: false,
    estimated: false,
    cost: 0.02,
    cached: 1,
    saved: 0.01,
    provenances: ["live"],
  },
  CallFailed: { call: "c1", error: "ServerError", message: "500", cost: 0, hint: "" },
  Failed: {
    failure: "f1",
    node: "q",
    error: "KeyError",
    message: "no key",
    hint: "set it",
    waiting: true,
  },
  FailureResolved: { failure: "f1", retried: true },
  GradientAdded: {
    gradient: "g1",
    node: "q",
    text: "be right",
    via: "",
    author: "model",
    region: null,
    by: "",
    who: "",
    original: "",
    muted: false,
    version: 1,
  },
  GradientChanged: {
    gradient: "g1",
    node: "q",
    action: "edit",
    text: "be kind",
    version: 2,
    by: "page-abcdef",
    who: "ann",
    seconds: 3,
  },
  BreakpointSet: { node: "q", on: true, by: "page-abcdef", who: "ann" },
  BreakpointReached: {
    ask: "s1",
    node: "q",
    arrived: [{ gradient: "g1", text: "be right", via: "", author: "model" }],
    onto: [],
  },
  BreakpointLeft: { ask: "s1", passed: true, by: "page-abcdef", who: "ann", seconds: 3 },
  GradientsCleared: { nodes: ["q"] },
  ProposalMade: {
    proposal: "p1",
    version: 1,
    node: "q",
    old: "old",
    candidates: [candidate("new")],
    because: ["g1"],
    replaces: "",
  },
  Measured: {
    proposal: "p1",
    candidate: 0,
    before: 0.5,
    after: 0.75,
    examples: 4,
    fixed: ["two cups"],
    broken: [],
  },
  ReviewOpened: { review: "r1", proposals: ["p1"] },
  Decided: {
    proposal: "p1",
    action: "accept",
    text: "new",
    by: "accept",
    seconds: 1,
    candidate: 0,
    reason: "",
    who: "",
    blend: [],
  },
  Replayed: { speed: 1 },
  PolicyChanged: { policy: "accept", by: "page-abcdef", who: "" },
  ConstraintsSet: { node: "q", constraints: ["short"] },
  CriticismAsked: { ask: "k1", node: "q", instruction: "" },
  CriticismGiven: { ask: "k1", text: "too long", by: "page-abcdef", seconds: 1 },
  BudgetSet: { usd: 1, tokens: null, calls: null, seconds: null },
  BudgetReached: {
    ask: "b1",
    whose: "this run",
    what: "usd",
    spent: 0.98,
    limit: 1,
    need: 0.04,
    waiting: true,
  },
  BudgetAnswered: { ask: "b1", limit: 2, by: "page-abcdef" },
  ReviewClosed: { review: "r1" },
  Scored: { name: "score", value: 0.5, step: 0 },
  StepCommitted: { step: 1, changes: [], commit: 0, parent: 0 },
  HistoryMoved: { commit: 0, changes: [], way: "undo", by: "program", who: "" },
  Merged: { commit: 2, parent: 1, source: 1, changes: [], by: "program", who: "" },
  CommitNamed: { commit: 1, name: "good" },
  Revised: { commit: 2, parent: 1, changes: [], by: "review.html", who: "Ann" },
  ReviewAnswered: {
    item: "q",
    digest: "",
    node: "q",
    action: "none",
    comment: "",
    by: "review.html",
    who: "Ann",
  },
  StepsPlanned: { total: 3 },
  Paused: { by: "page-abcdef" },
  Resumed: { by: "page-abcdef" },
  Notice: { level: "info", message: "hello" },
  RunEnded: { outcome: "done", message: "", by: "", who: "", seconds: 0 },
};

export class Script {
  readonly events: RunEvent[] = [];

  /** Add an event; what is not given is filled in. */
  add<T extends RunEvent["type"]>(type: T, fields: Partial<Of<T>> = {}): this {
    const seq = this.events.length + 1;
    const event: unknown = { ...DEFAULTS[type], ...fields, type, seq, t: seq / 10 };
    this.events.push(event as RunEvent);
    return this;
  }

  /** The batch of the events from `first` on. */
  batch(first = 1) {
    const last = this.events.length;
    return { kind: "events", run: "run1", first, last, events: this.events.slice(first - 1) };
  }
}

/** A run up to its first question: question → answer → loss, one gradient, one proposal. */
export function asking(text: Partial<Record<"role" | "old" | "new" | "because", string>> = {}) {
  const candidates = [candidate(text.new ?? "It still takes 1 hour.")];
  const old = text.old ?? "It takes 1.2 hours.";
  return new Script()
    .add("RunStarted")
    .add("PhaseChanged")
    .add("NodeAdded")
    .add("NodeAdded", {
      node: "a",
      kind: "response",
      role: text.role ?? "answer",
      op: "LLMCall",
      inputs: ["q"],
      ready: false,
      value: "",
    })
    .add("CallStarted", { node: "a" })
    .add("CallDelta", { text: old })
    .add("CallFinished", { text: old })
    .add("ValueSet", { node: "a", value: old })
    .add("ParametersSet", { nodes: ["a"] })
    .add("NodeAdded", { node: "l", kind: "loss", role: "loss", op: "TextLoss", inputs: ["a"] })
    .add("GradientAdded", { node: "a", via: "l", text: text.because ?? "They dry in parallel." })
    .add("ProposalMade", { node: "a", old, candidates })
    .add("PhaseChanged", { phase: "review" })
    .add("ReviewOpened");
}
