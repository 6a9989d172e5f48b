/** One of the state's maps, to write to: it and its entries are copied before they first change. */

import type { Open } from "./draft.ts";

/** Has the state hold the copy from here on. */
type Keep<V> = (copy: ReadonlyMap<string, V>) => void;

export class Table<V> {
  private map: ReadonlyMap<string, V>;
  private readonly keep: Keep<V>;
  /** The copy, once there is one, and which of its entries are ours: all, where it was empty. */
  private copy: Map<string, V> | undefined;
  private ours: Set<V> | undefined;

  constructor(map: ReadonlyMap<string, V>, keep: Keep<V>) {
    this.map = map;
    this.keep = keep;
  }

  put(key: string, value: V): void {
    if (!this.copy) {
      if (this.map.size) this.ours = new Set();
      this.copy = new Map(this.map);
      this.map = this.copy;
      this.keep(this.copy);
    }
    this.ours?.add(value);
    this.copy.set(key, value);
  }

  /** An entry to write to, if there is one. */
  edit(key: string): Open<V> | undefined {
    const old = this.map.get(key);
    const ours = this.ours ? old && this.ours.has(old) : this.copy;
    if (old === undefined || ours) return old as Open<V> | undefined;
    const copy = { ...old };
    this.put(key, copy);
    return copy as Open<V>;
  }

  /** Change some fields of an entry; does nothing where there is none. */
  patch(key: string, fields: Partial<V>): void {
    const entry = this.edit(key);
    if (entry) Object.assign(entry, fields);
  }
}
