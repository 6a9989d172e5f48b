/** How one view of a run finds its way: what it searches, what it leaves out, what it folds. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { State } from "../store.ts";
import { type Batch, batches, folded, MANY } from "./batches.ts";
import { type Filter, kept } from "./path.ts";
import { search } from "./search.ts";

export interface Finding {
  /** What is shown, or what was shown before where only more text has arrived since. */
  readonly settled: ReadonlySignal<State>;
  /** Whether the outline is shown in place of the picture. */
  readonly outline: Signal<boolean>;
  /** What is to have the focus once it is drawn: the outline, or a card that was another before. */
  readonly regain: { outline: boolean; card: string };
  /** What is searched for, or empty. */
  readonly query: Signal<string>;
  /** Keys of the cards that hold it, in reading order. */
  readonly found: ReadonlySignal<readonly string[]>;
  /** Key of the one that is looked at. */
  readonly place: Signal<string>;
  /** The part that is shown alone, if any. */
  readonly filter: Signal<Filter | null>;
  /** Every batch that can be one card, and those that are. */
  readonly batches: ReadonlySignal<readonly Batch[]>;
  readonly folded: ReadonlySignal<ReadonlyMap<string, readonly string[]>>;
  /** Those that could be and are not, as far as they are shown, by their first. */
  readonly open: ReadonlySignal<ReadonlyMap<string, readonly string[]>>;
  /** Which batches a person folded (true) or opened (false), by key. */
  readonly chosen: Signal<ReadonlyMap<string, boolean>>;
  /** Steps whose cards the outline does not list. */
  readonly closed: Signal<ReadonlySet<number>>;
  /** Keys of cards that are not drawn, and of cards that are drawn faintly. */
  readonly hidden: ReadonlySignal<ReadonlySet<string>>;
  readonly faded: ReadonlySignal<ReadonlySet<string>>;
}

/** A state, held for as long as nothing but text differs in it. */
function settle(shown: ReadonlySignal<State>): ReadonlySignal<State> {
  const stands = (state: State) => state.inFlight.map((id) => state.calls.get(id)?.status).join();
  let held: State | undefined;
  return computed(() => {
    const state = shown.value;
    const { calls: _, t: __, last: ___, ...rest } = state;
    const before = held;
    const same =
      before !== undefined &&
      (Object.keys(rest) as (keyof typeof rest)[]).every((name) => before[name] === rest[name]);
    if (!same || stands(before) !== stands(state)) held = state;
    return held as State;
  });
}

export function createFinding(shown: ReadonlySignal<State>): Finding {
  const query = signal("");
  const filter = signal<Filter | null>(null);
  const chosen = signal<ReadonlyMap<string, boolean>>(new Map());
  const settled = settle(shown);
  const cards = computed(() => settled.value.cards);
  const nodes = computed(() => settled.value.nodes);
  const graph = () => ({ cards: cards.value, nodes: nodes.value });

  const hidden = computed((): ReadonlySet<string> => {
    const shows = filter.value ? kept(graph(), filter.value) : undefined;
    if (!shows) return new Set();
    return new Set([...cards.value.keys()].filter((key) => !shows.has(key)));
  });
  const found = computed(() => {
    if (!query.value) return [];
    return search(shown.value, query.value).filter((key) => !hidden.value.has(key));
  });
  const all = computed(() => batches(graph()));
  const place = signal("");
  const groups = computed(() => {
    // Where nobody chose, only those count that fold by themselves.
    const some = chosen.value.size ? folded(all.value, chosen.value) : batches(graph(), MANY + 1);
    // What is looked at is seen, for as long as it is.
    const rest = some.filter(({ members }) => !members.includes(place.value));
    return new Map(rest.map(({ key, members }) => [key, members]));
  });
  const open = computed(() => {
    const rest = all.value.filter(({ key }) => !groups.value.has(key));
    const seen = rest.map(({ members }) => members.filter((key) => !hidden.value.has(key)));
    return new Map(seen.flatMap((keys) => (keys.length > 1 ? [[keys[0] as string, keys]] : [])));
  });
  const faded = computed((): ReadonlySet<string> => {
    const bright = new Set(found.value);
    if (!bright.size) return bright;
    // One card stands for a batch.
    for (const members of groups.value.values()) {
      if (members.some((key) => bright.has(key))) for (const key of members) bright.add(key);
    }
    return new Set([...cards.value.keys()].filter((key) => !bright.has(key)));
  });
  return {
    settled,
    outline: signal(false),
    regain: { outline: false, card: "" },
    query,
    found,
    place,
    filter,
    batches: all,
    folded: groups,
    open,
    chosen,
    closed: signal<ReadonlySet<number>>(new Set()),
    hidden,
    faded,
  };
}

/** Fold a batch into one card, or open it. */
export function setFolded({ chosen }: Finding, key: string, fold: boolean): void {
  chosen.value = new Map(chosen.value).set(key, fold);
}

/** The batch that a card belongs to. */
export function batchOf({ batches }: Finding, key: string): Batch | undefined {
  return batches.value.find(({ members }) => members.includes(key));
}

/** See that a card is listed and drawn by itself, and stays so: in no folded batch or step. */
export function uncover(finding: Finding, key: string, lane?: number): void {
  const batch = batchOf(finding, key);
  if (batch) setFolded(finding, batch.key, false);
  if (lane === undefined || !finding.closed.value.has(lane)) return;
  finding.closed.value = new Set([...finding.closed.value].filter((one) => one !== lane));
}

/** How many were found and which of them is looked at; empty where nothing is searched. */
export function count({ query, found, place }: Finding): string {
  if (!query.value.trim()) return "";
  const [at, all] = [found.value.indexOf(place.value) + 1, found.value.length];
  if (all === 0) return "none";
  return at === 0 ? `${all} found` : `${at} of ${all}`;
}

/** The match that lies `by` further on, round and round; the first if none is looked at. */
export function step({ found, place }: Finding, by: 1 | -1): string | undefined {
  const all = found.value;
  const at = all.indexOf(place.value);
  if (at < 0) return by > 0 ? all[0] : all.at(-1);
  return all[(at + by + all.length) % all.length];
}
