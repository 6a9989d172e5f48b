/**
 * A copy of the state that a fold may write to. What is written to is copied once, however often it
 * changes: a long log is folded in place, and the state it began from stays as it is.
 */

import type { RunEvent } from "../protocol.ts";
import { Ahead } from "./ahead.ts";
import type {
  CallState,
  Card,
  CriticismState,
  FailureState,
  GradientState,
  NodeState,
  ProposalState,
  State,
} from "./state.ts";
import { Table } from "./table.ts";

export type Open<T> = T extends readonly (infer V)[] ? V[] : { -readonly [K in keyof T]: T[K] };

export class Draft {
  readonly now: Open<State>;
  readonly nodes: Table<NodeState>;
  readonly calls: Table<CallState>;
  readonly gradients: Table<GradientState>;
  readonly failures: Table<FailureState>;
  readonly proposals: Table<ProposalState>;
  readonly criticisms: Table<CriticismState>;
  readonly cards: Table<Card>;
  readonly cardOf: Table<string>;
  private readonly copies = new Set<unknown>();
  private counting: Ahead | undefined;

  constructor(base: State) {
    const now: Open<State> = { ...base };
    this.now = now;
    this.nodes = new Table(now.nodes, (copy) => {
      now.nodes = copy;
    });
    this.calls = new Table(now.calls, (copy) => {
      now.calls = copy;
    });
    this.gradients = new Table(now.gradients, (copy) => {
      now.gradients = copy;
    });
    this.failures = new Table(now.failures, (copy) => {
      now.failures = copy;
    });
    this.proposals = new Table(now.proposals, (copy) => {
      now.proposals = copy;
    });
    this.criticisms = new Table(now.criticisms, (copy) => {
      now.criticisms = copy;
    });
    this.cards = new Table(now.cards, (copy) => {
      now.cards = copy;
    });
    this.cardOf = new Table(now.cardOf, (copy) => {
      now.cardOf = copy;
    });
  }

  /** What the next phase will ask. */
  get ahead(): Ahead {
    this.counting ??= new Ahead(this.now);
    return this.counting;
  }

  /** An event adds to what the next phase will ask. */
  expect(event: RunEvent): void {
    this.counting?.follow(event);
  }

  /** Something happens on the newest card of a node: where that is, or empty. */
  act(node: string): string {
    const card = this.now.cardOf.get(node) ?? "";
    if (card) this.now.active = card;
    return card;
  }

  /** A list or an object of the state, to write to and to put back: itself if it is a copy already. */
  open<T extends object>(thing: T): Open<T> {
    if (this.copies.has(thing)) return thing as Open<T>;
    const copy = Array.isArray(thing) ? [...thing] : { ...thing };
    this.copies.add(copy);
    return copy as Open<T>;
  }

  /** One of the lanes or of the steps, to write to; `fresh` stands where there is none yet. */
  at<K extends "lanes" | "steps">(
    list: K,
    place: number,
    fresh?: State[K][number],
  ): Open<State[K][number]> {
    const all = this.open(this.now[list]) as State[K][number][];
    const one = this.open(all[place] ?? (fresh as State[K][number]));
    all[place] = one;
    (this.now as Record<K, unknown>)[list] = all;
    return one;
  }
}
