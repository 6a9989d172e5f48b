/** A copy of the state that a fold may write to: each map is copied once, at its first write. */

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
type Open = { -readonly [K in keyof State]: State[K] };

export class Draft {
  readonly now: Open;
  private readonly copied = new Set<Maps>();

  constructor(base: State) {
    this.now = { ...base };
  }

  put<K extends Maps>(map: K, key: string, value: Value<K>): void {
    if (!this.copied.has(map)) {
      this.copied.add(map);
      Object.assign(this.now, { [map]: new Map<string, unknown>(this.now[map]) });
    }
    (this.now[map] as unknown as Map<string, Value<K>>).set(key, value);
  }

  /** Change some fields of an entry; does nothing where there is none. */
  patch<K extends Maps>(map: K, key: string, fields: Partial<Value<K>>): void {
    const old = this.now[map].get(key) as Value<K> | undefined;
    if (old !== undefined) {
      this.put(map, key, { ...(old as object), ...(fields as object) } as Value<K>);
    }
  }
}
