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
type Lists = "lanes" | "steps";
type Value<K extends Maps> = State[K] extends ReadonlyMap<string, infer V> ? V : never;
type Open = { -readonly [K in keyof State]: State[K] };

export class Draft {
  readonly now: Open;
  /** Maps, lists and entries that this draft made: nobody else knows them yet. */
  private readonly made = new Set<unknown>();

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
    this.now.last = Math.max(this.now.last, event.seq);
    this.now.t = Math.max(this.now.t, event.t);
  }

  put<K extends Maps>(map: K, key: string, value: Value<K>): void {
    if (!this.made.has(this.now[map])) {
      Object.assign(this.now, { [map]: new Map<string, unknown>(this.now[map]) });
      this.made.add(this.now[map]);
    }
    if (typeof value === "object") this.made.add(value);
    (this.now[map] as unknown as Map<string, Value<K>>).set(key, value);
  }

  /** Change some fields of an entry; does nothing where there is none. */
  patch<K extends Maps>(map: K, key: string, fields: Partial<Value<K>>): void {
    const old = this.now[map].get(key) as Value<K> | undefined;
    if (old === undefined) return;
    if (this.made.has(old)) Object.assign(old as object, fields);
    else this.put(map, key, { ...(old as object), ...(fields as object) } as Value<K>);
  }

  /** Put an entry at a place of a list, or after its last. */
  set<K extends Lists>(list: K, place: number, entry: State[K][number]): void {
    if (!this.made.has(this.now[list])) {
      Object.assign(this.now, { [list]: [...this.now[list]] });
      this.made.add(this.now[list]);
    }
    this.made.add(entry);
    (this.now[list] as State[K][number][])[place] = entry;
  }

  /** Change some fields of the entry at a place of a list. */
  change<K extends Lists>(list: K, place: number, fields: Partial<State[K][number]>): void {
    const old = this.now[list][place];
    if (old === undefined) return;
    if (this.made.has(old)) Object.assign(old, fields);
    else this.set(list, place, { ...old, ...fields });
  }
}
