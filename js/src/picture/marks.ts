/** Criticism that a person is writing and has not sent: of a variable, or a region of a picture. */

import type { Region } from "../protocol.ts";
import { wishName } from "../session.ts";
import type { Card, State } from "../store/state.ts";
import type { View } from "../view.ts";

export interface Mark {
  readonly id: number;
  readonly region: Region | null;
  readonly text: string;
}

/** What is being written, by node. */
export type Marks = ReadonlyMap<string, readonly Mark[]>;

/** Whether a person may criticise what a card shows: it is there, now, and the run goes on. */
export function criticisable(state: State, card: Card | undefined): boolean {
  if (!card || card.past) return false;
  if (state.ended || state.replayed) return false;
  const ready = state.nodes.get(card.node)?.ready === true;
  return ready && state.cardOf.get(card.node) === card.key;
}

export function marksOf({ marks }: View, node: string): readonly Mark[] {
  return marks.value.get(node) ?? [];
}

function put({ marks }: View, node: string, list: readonly Mark[]): void {
  marks.value = new Map(marks.value).set(node, list);
}

/** Begin to write; a region that was put there and never touched gives way. */
export function begin(view: View, node: string, region: Region | null, instead?: number): number {
  const list = marksOf(view, node);
  const id = Math.max(0, ...list.map((mark) => mark.id)) + 1;
  const kept = list.filter((mark) => mark.id !== instead || mark.text);
  put(view, node, [...kept, { id, region, text: "" }]);
  return id;
}

export function change(view: View, node: string, id: number, fields: Partial<Mark>): void {
  const list = marksOf(view, node);
  put(
    view,
    node,
    list.map((mark) => (mark.id === id ? { ...mark, ...fields } : mark)),
  );
}

export function drop(view: View, node: string, id: number): void {
  put(
    view,
    node,
    marksOf(view, node).filter((mark) => mark.id !== id),
  );
}

const wish = ({ name }: View, node: string, { region, text }: Mark) =>
  ({ type: "AddGradient", node, text, region, who: name.value.trim() }) as const;

export function sending(view: View, node: string, mark: Mark): boolean {
  return view.session.unanswered.value.has(wishName(wish(view, node, mark)));
}

/** Send what is written, once; what was refused stays to be mended. */
export async function send(view: View, node: string, mark: Mark): Promise<boolean> {
  if (!mark.text.trim()) return false;
  const done = await view.session.dispatch(wish(view, node, mark));
  if (done) drop(view, node, mark.id);
  return done;
}
