/** A batch: cards that are one op's work on many samples, so that one card can stand for all. */

import type { Card, NodeState, State } from "../store/state.ts";
import { roleOf } from "../store/status.ts";

/** Cards of a batch from which on it can be folded, and beyond which it folds by itself. */
export const LEAST = 3;
export const MANY = 12;

/** Alike cards of one step; `key` is the first one's, and stays as the batch grows. */
export interface Batch {
  readonly key: string;
  readonly members: readonly string[];
}

/** Groups by what `name` gives, in order of the first of each. */
function grouped<T>(all: readonly T[], name: (one: T) => string): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = name(one);
    const group = groups.get(key);
    if (!group) groups.set(key, [one]);
    else group.push(one);
  }
  return [...groups.values()];
}

type Entry = readonly [card: Card, node: NodeState];

/**
 * The places among the inputs that hold the same few variables again and again, as a system prompt
 * is: a third as many of them as cards, or fewer.
 */
function sharedPlaces(entries: readonly Entry[]): readonly number[] {
  const [, first] = entries[0] as Entry;
  return [...first.inputs.keys()].filter((place) => {
    const different = new Set(entries.map(([, node]) => node.inputs[place]));
    return different.size * LEAST <= entries.length;
  });
}

/**
 * All batches of a run, in reading order.
 *
 * Cards are alike that stand in one step and equally deep in it, so that none is made from another;
 * are made by the same op for the same role from inputs of the same roles; and share what is
 * shared: answers under two system prompts are two batches. Those of fewer cards than `least` are left out.
 */
export function batches(
  { cards, nodes }: Pick<State, "cards" | "nodes">,
  least = LEAST,
): readonly Batch[] {
  // A role may be as long as a page; a number stands for it.
  const numbers = new Map<string, number>();
  const short = (text: string) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
  const level = ({ lane, depth }: Card) => lane + depth / 1e6;
  const count = new Map<number, number>();
  for (const card of cards.values()) count.set(level(card), (count.get(level(card)) ?? 0) + 1);
  const many = [...cards.values()].filter((card) => (count.get(level(card)) ?? 0) >= least);
  const entries = many.flatMap((card): Entry[] => {
    const node = nodes.get(card.node);
    return node ? [[card, node]] : [];
  });
  const alike = grouped(entries, ([card, node]) => {
    const from = node.inputs.map((input) => short(roleOf({ nodes }, input)));
    return [
      card.lane,
      card.depth,
      card.carried,
      node.kind,
      short(node.op),
      short(node.role),
      ...from,
    ].join();
  });
  return alike.flatMap((group) => {
    if (group.length < least) return [];
    const shared = sharedPlaces(group);
    const apart = grouped(group, ([, node]) => shared.map((place) => node.inputs[place]).join());
    return apart.flatMap((part) => {
      const [first] = part[0] as Entry;
      if (part.length < least) return [];
      return { key: first.key, members: part.map(([card]) => card.key) };
    });
  });
}

/** The batches that are one card: those a person folded, and the large ones nobody opened. */
export function folded(
  all: readonly Batch[],
  chosen: ReadonlyMap<string, boolean>,
): readonly Batch[] {
  return all.filter(({ key, members }) => chosen.get(key) ?? members.length > MANY);
}
