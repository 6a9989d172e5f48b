/** What the page knows of a run: everything here is a fold over its events, nothing is the page's own. */

import type {
  BudgetReached,
  BudgetSet,
  CallFinished,
  CallStarted,
  Change,
  CriticismAsked,
  CriticismGiven,
  Decided,
  HistoryMoved,
  Measured,
  NodeAdded,
  Paused,
  Picture,
  PolicyChanged,
  ProposalMade,
  Region,
  RunEnded,
  RunStarted,
} from "../protocol.ts";
import { type Pace, STANDING } from "./pace.ts";
import type { Column } from "./place.ts";
import type { Settled } from "./settled.ts";
import { type Totals, ZERO } from "./totals.ts";

/** A variable as it is now. `version` counts its committed values from 1. */
export interface NodeState {
  readonly node: string;
  readonly kind: NodeAdded["kind"];
  readonly role: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly ready: boolean;
  readonly value: string;
  readonly picture: Picture | null;
  readonly parameter: boolean;
  /** Whether criticism of it is wanted. */
  readonly grad: boolean;
  /** Ids of the gradients on it now, in order. */
  readonly gradients: readonly string[];
  /** What a person wants every later value to keep to, in order. */
  readonly constraints: readonly string[];
  /** Whether criticism waits here for a person on its way back. */
  readonly breakpoint: boolean;
}

/** One model call. `text` and `reasoning` are what has arrived so far. */
export interface CallState {
  readonly started: CallStarted;
  /** Key of the card that shows it. */
  readonly card: string;
  readonly text: string;
  readonly reasoning: string;
  readonly status: "running" | "retrying" | "done" | "failed";
  /** Seconds that the provider makes it wait before it is made; 0 for a person, null once made. */
  readonly held: number | null;
  /** A line for each attempt that failed. */
  readonly attempts: readonly string[];
  readonly finished: CallFinished | null;
  readonly error: string;
  readonly message: string;
}

/** One criticism, kept after it is cleared from its node. */
export interface GradientState {
  readonly gradient: string;
  readonly node: string;
  readonly text: string;
  readonly via: string;
  readonly author: "model" | "human";
  /** The part of a picture that it is about. */
  readonly region: Region | null;
  /** The page where a person wrote it, or empty, and the person's name. */
  readonly by: string;
  readonly who: string;
  /** What the model had said, where a person has edited it; else empty. */
  readonly original: string;
  /** Whether no model reads it. */
  readonly muted: boolean;
  /** Whether a person took it away. */
  readonly removed: boolean;
  /** Counts what became of it, from 1. */
  readonly version: number;
  /** When it became what it is: the place in the log, and seconds since the run began. */
  readonly seq: number;
  readonly t: number;
}

/** Criticism that waits at a breakpoint. */
export interface StopState {
  readonly ask: string;
  readonly node: string;
  readonly card: string;
  /** Ids of the gradients that have arrived, in order, also of those taken away since. */
  readonly gradients: readonly string[];
  /** Nodes that it goes on to. */
  readonly onto: readonly string[];
  /** Counts the changes of what waits, from 1. */
  readonly version: number;
}

/** Something that failed on a card. */
export interface FailureState {
  readonly failure: string;
  readonly card: string;
  readonly error: string;
  readonly message: string;
  readonly hint: string;
  readonly status: "waiting" | "stands" | "retried" | "given up";
}

/** A proposal and, once it is made, its decision. */
export interface ProposalState {
  readonly made: ProposalMade;
  readonly card: string;
  /** The optimizer's step that it belongs to, from 1. */
  readonly step: number;
  readonly decided: Decided | null;
  /** How its candidates did on examples held out, where a Gate has looked. */
  readonly measured: readonly Measured[];
}

/** A request for a person's criticism and, once it came, the criticism. */
export interface CriticismState {
  readonly asked: CriticismAsked;
  readonly card: string;
  /** The optimizer's step that it belongs to, from 1. */
  readonly step: number;
  readonly given: CriticismGiven | null;
}

/** A node in a lane. Where it was put never changes: a column, and pixels below the first row. */
export interface Card {
  readonly key: string;
  readonly node: string;
  readonly lane: number;
  readonly column: number;
  readonly y: number;
  /** How many steps of work in this lane lead to it, at most. */
  readonly depth: number;
  /** Keys of the cards it is made from, drawn as edges. */
  readonly from: readonly string[];
  /** Nodes it is made from that are drawn inside it instead. */
  readonly chips: readonly string[];
  /** Whether a card in this lane is made from it already. */
  readonly used: boolean;
  /** Whether it came over from an earlier lane, and was not made in this one. */
  readonly carried: boolean;
  /** The value it keeps when a later lane shows a newer one, else null. */
  readonly past: { readonly value: string; readonly picture: Picture | null } | null;
  readonly calls: readonly string[];
  /** Whether several draws of one request are among its calls. */
  readonly drawn: boolean;
  readonly gradients: readonly string[];
  /** Keys of the cards whose criticism came back to this one. */
  readonly criticised: readonly string[];
  readonly failure: string | null;
  readonly proposal: string | null;
}

/** One step of the optimizer: a horizontal strip, and what stands in its columns. */
export interface Lane {
  readonly step: number;
  /** Keys of its cards, in the order they came. */
  readonly cards: readonly string[];
  readonly columns: readonly Column[];
  /** Whether anything but values carried over stands in it. */
  readonly begun: boolean;
  readonly committed: boolean;
}

/** A committed step in the tree of steps, or a value taken over from another branch. */
export interface CommitState {
  readonly commit: number;
  readonly parent: number | null;
  readonly step: number;
  readonly changes: readonly Change[];
  /** The commit that the value was taken from. */
  readonly source: number | null;
  /** Who took it from there, where a person did. */
  readonly who: string;
  readonly name: string;
}

export interface NoticeState {
  readonly seq: number;
  readonly level: "info" | "warning";
  readonly message: string;
}

/** One step of the optimizer, as the timeline shows it. */
export interface StepState {
  /** From 1, as the run counts; 0 is what was there before the first. */
  readonly step: number;
  /** When it was committed; null while it goes on. */
  readonly committed: { readonly seq: number; readonly t: number } | null;
  /** What was decided in it, in order. */
  readonly decided: readonly Decided["action"][];
  /** The persons who decided in it, and from where, once for each decision. */
  readonly people: readonly Pick<Decided, "by" | "who">[];
  /** What the calls that ended in it took. */
  readonly totals: Totals;
  /** How the values that it left behind scored, by name. */
  readonly scores: ReadonlyMap<string, number>;
}

export interface State {
  /** `seq` of the last event folded in, 0 before the first. */
  readonly last: number;
  /** Seconds since the run began, at the last event. */
  readonly t: number;
  readonly run: RunStarted | null;
  /** Who decides now, and who wanted that. */
  readonly policy: Pick<PolicyChanged, "policy" | "by" | "who">;
  /** Whether it is shown again from a log, so that nothing can be decided. */
  readonly replayed: boolean;
  readonly phase: "idle" | "forward" | "backward" | "step" | "review" | "ended";
  readonly step: number;
  /** How many steps the program says there will be; 0 where it does not say. */
  readonly planned: number;
  /** Who paused the run, while it is paused. */
  readonly paused: Paused | null;
  readonly pace: Pace;
  readonly nodes: ReadonlyMap<string, NodeState>;
  readonly calls: ReadonlyMap<string, CallState>;
  /** Calls that began and that ended, well or not. */
  readonly started: number;
  readonly landed: number;
  /** Ids of the calls in flight, in order of start. */
  readonly inFlight: readonly string[];
  readonly gradients: ReadonlyMap<string, GradientState>;
  readonly failures: ReadonlyMap<string, FailureState>;
  readonly proposals: ReadonlyMap<string, ProposalState>;
  /** The open question: its id and its proposals. */
  readonly review: { readonly review: string; readonly proposals: readonly string[] } | null;
  readonly criticisms: ReadonlyMap<string, CriticismState>;
  /** Ids of the criticisms that the run waits for, in the order they were asked for. */
  readonly asks: readonly string[];
  /** What waits at breakpoints, in the order it arrived. */
  readonly stops: readonly StopState[];
  /** What the run may spend; null while it has no budget. */
  readonly budget: BudgetSet | null;
  /** The budgets that are reached and that the run waits for a person to raise, oldest first. */
  readonly reached: readonly BudgetReached[];
  /** What was answered of budgets and breakpoints, in order. */
  readonly settled: readonly Settled[];
  readonly lanes: readonly Lane[];
  readonly cards: ReadonlyMap<string, Card>;
  /** Key of the newest card of each node. */
  readonly cardOf: ReadonlyMap<string, string>;
  /** Key of the card where something happened last. */
  readonly active: string | null;
  readonly model: string;
  readonly provenances: readonly string[];
  /** Calls that the log tells in sum alone, because it would be too long. */
  readonly summed: number;
  readonly totals: Totals;
  /** The start, each committed step, and the one that goes on. */
  readonly steps: readonly StepState[];
  /** The tree of committed steps, in the order they were made; the first is the beginning. */
  readonly commits: readonly CommitState[];
  /** The number of the commit at which the parameters stand. */
  readonly head: number;
  /** How many times in a row it was undone, so that it can be redone. */
  readonly undone: number;
  /** The last move in the tree, and the commit it began at. */
  readonly moved: (HistoryMoved & { readonly from: number }) | null;
  readonly notices: readonly NoticeState[];
  readonly ended: RunEnded | null;
}

const BEGINNING: CommitState = {
  commit: 0,
  parent: null,
  step: 0,
  changes: [],
  source: null,
  who: "",
  name: "",
};

const START: StepState = {
  step: 0,
  committed: { seq: 0, t: 0 },
  decided: [],
  people: [],
  totals: ZERO,
  scores: new Map(),
};

/** What is asked and in flight where nothing is. */
export const NOTHING = { review: null, asks: [], stops: [], reached: [], inFlight: [] } as const;

export const EMPTY: State = {
  ...NOTHING,
  last: 0,
  t: 0,
  run: null,
  replayed: false,
  policy: { policy: "", by: "program", who: "" },
  phase: "idle",
  step: 0,
  planned: 0,
  paused: null,
  pace: STANDING,
  nodes: new Map(),
  calls: new Map(),
  started: 0,
  landed: 0,
  gradients: new Map(),
  failures: new Map(),
  proposals: new Map(),
  criticisms: new Map(),
  budget: null,
  settled: [],
  lanes: [],
  cards: new Map(),
  cardOf: new Map(),
  active: null,
  model: "",
  provenances: [],
  summed: 0,
  totals: ZERO,
  steps: [START],
  commits: [BEGINNING],
  head: 0,
  undone: 0,
  moved: null,
  notices: [],
  ended: null,
};
