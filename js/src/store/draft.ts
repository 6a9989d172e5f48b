/**
 * A copy of the state that a fold may write to. What is written to is copied once, however often it
 * changes: a long log is folded in place, and the state it began from stays as it is.
 */

import type { RunEvent } from "../protocol.ts";
import { Ahead } from "./ahead.ts";
import type { State } from "./state.ts";

type Maps =
  | "nodes"
  | "calls"
  | "gradients"
  | "failures"
  | "proposals"
  | "criticisms"
  | "cards"
  | "cardOf";
type Value<K extends Maps> = State[K] extends ReadonlyMap<string, infer V> ? V : never;
type Open<T> = T extends readonly (infer V)[] ? V[] : { -readonly [K in keyof T]: T[K] };

/** What of a map is ours: all of it, where it was empty. */
type Ours = "all" | Set<unknown>;

export class Draft {
  readonly now: Open<State>;
  private readonly ours: Partial<Record<Maps, Ours>> = {};
  private readonly copies = new Set<unknown>();
  private counting: Ahead | undefined;

  constructor(base: State) {
    this.now = { ...base };
  }

  /** What the next phase will ask. */
  get ahead(): Ahead {
    this.counting ??= new Ahead(this.now);
    return this.counting;
  }

  /** An event was folded. */
  passed(event: RunEvent): void {
    this.counting?.follow(event);
    if (event.seq > this.now.last) this.now.last = event.seq;
    if (event.t > this.now.t) this.now.t = event.t;
  }

  /** Something happens on the newest card of a node: where that is, or empty. */
  act(node: string): string {
    const card = this.now.cardOf.get(node) ?? "";
    if (card) this.now.active = card;
    return card;
  }

  put<K extends Maps>(map: K, key: string, value: Value<K>): void {
    let ours = this.ours[map];
    if (ours === undefined) {
      ours = this.now[map].size ? new Set() : "all";
      this.ours[map] = ours;
      Object.assign(this.now, { [map]: new Map<string, unknown>(this.now[map]) });
    }
    if (ours !== "all") ours.add(value);
    (this.now[map] as unknown as Map<string, Value<K>>).set(key, value);
  }

  /** An entry to write to, if there is one. */
  edit<K extends Exclude<Maps, "cardOf">>(map: K, key: string): Open<Value<K>> | undefined {
    const old = this.now[map].get(key) as Value<K> | undefined;
    const ours = this.ours[map];
    if (old === undefined || ours === "all" || ours?.has(old)) return old as Open<Value<K>>;
    const copy = { ...(old as object) } as Value<K>;
    this.put(map, key, copy);
    return copy as Open<Value<K>>;
  }

  /** Change some fields of an entry; does nothing where there is none. */
  patch<K extends Exclude<Maps, "cardOf">>(map: K, key: string, fields: Partial<Value<K>>): void {
    const entry = this.edit(map, key);
    if (entry) Object.assign(entry, fields);
  }

  /** A list or an object of the state, to write to and to put back: itself if it is a copy already. */
  open<T extends object>(thing: T): Open<T> {
    if (this.copies.has(thing)) return thing as Open<T>;
    const copy = Array.isArray(thing) ? [...thing] : { ...thing };
    this.copies.add(copy);
    return copy as Open<T>;
  }

  /** The lanes or the steps, with one of them changed; one more where the place is new. */
  change<K extends "lanes" | "steps">(
    list: K,
    place: number,
    fields: Partial<State[K][number]>,
  ): void {
    const before: readonly object[] = this.now[list];
    const all = this.open(before);
    all[place] = Object.assign(this.open(all[place] ?? {}), fields);
    if (all !== before) Object.assign(this.now, { [list]: all });
  }
}
