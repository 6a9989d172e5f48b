/** What the person answered so far, and where in the page they are. */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { diff } from "../review/diff.ts";
import { count, merged, type Piece, piecesOf } from "../review/pieces.ts";
import type { Document, Item } from "./document.ts";
import { WORDS } from "./words.ts";

export type Action = "accept" | "edit" | "reject" | "none";

/** An answer to one item; `none` has decided nothing yet, and may be a comment. */
export interface Answer {
  readonly action: Action;
  readonly option: number;
  /** The edited text. */
  readonly text: string;
  readonly comment: string;
}

export const UNANSWERED: Answer = { action: "none", option: 0, text: "", comment: "" };
const NOTHING: ReadonlySet<number> = new Set();

/** The place behind the last item, where the answers are saved. */
export const END = -1;

export class Answers {
  readonly all: Signal<ReadonlyMap<string, Answer>>;
  readonly who: Signal<string>;
  /** Whether everything that was answered is in a file. */
  readonly saved: Signal<boolean>;
  /** The place of the item that is looked at, or `END`. */
  readonly at: Signal<number>;
  readonly editing = signal(false);
  /** Whether a text that breaks a constraint was chosen once, and waits for the second time. */
  readonly unsure = signal(false);
  /** What was said last to those who listen. */
  readonly told = signal("");
  /** Whether what is answered here is gone when the page is closed. */
  readonly forgetful = signal(false);
  readonly decided: ReadonlySignal<number>;
  /** The changes that are left out of the text that is looked at, until it is decided. */
  readonly left = signal<ReadonlyMap<string, ReadonlySet<number>>>(new Map());
  readonly drafts = new Map<string, string>();
  readonly #pieces = new Map<string, readonly Piece[]>();

  constructor(
    readonly document: Document,
    kept: { readonly who: string; readonly saved: boolean; readonly all: Map<string, Answer> },
  ) {
    this.all = signal(kept.all);
    this.who = signal(kept.who);
    this.saved = signal(kept.saved);
    this.decided = computed(() => document.items.filter((item) => this.isDecided(item)).length);
    const first = document.items.findIndex((item) => !this.isDecided(item));
    this.at = signal(first);
  }

  of({ id }: Item): Answer {
    return this.all.value.get(id) ?? UNANSWERED;
  }

  isDecided(item: Item): boolean {
    return this.of(item).action !== "none";
  }

  /** The item that is looked at; none at the end. */
  get item(): Item | undefined {
    return this.document.items[this.at.value];
  }

  change(item: Item, change: Partial<Answer>): void {
    this.all.value = new Map(this.all.value).set(item.id, { ...this.of(item), ...change });
    this.saved.value = false;
  }

  /** Look at the item at a place, or at the end. */
  go(place: number): void {
    const { length } = this.document.items;
    this.at.value = place < 0 || place >= length ? END : place;
    this.editing.value = false;
    this.unsure.value = false;
  }

  /** Go by so many items on, the end among them, round and round. */
  walk(by: 1 | -1): void {
    const stops = this.document.items.length + 1;
    const here = this.at.value === END ? stops - 1 : this.at.value;
    this.go((here + by + stops) % stops);
  }

  /** To the next item that is not decided, else to the end. */
  onward(): void {
    const { items } = this.document;
    const places = [...items.keys()].filter((place) => !this.isDecided(items[place] as Item));
    this.go(places.find((place) => place > this.at.value) ?? places[0] ?? END);
  }

  /** What would stand: the chosen text without the changes that are left, or what was written. */
  result(item: Item): string {
    const answer = this.of(item);
    if (answer.action === "edit" && this.leftOf(item).size === 0) return answer.text;
    return merged(this.pieces(item), this.leftOf(item));
  }

  /** The changes that are shown: those to what was written, or to the chosen text. */
  pieces(item: Item): readonly Piece[] {
    const { action, option, text } = this.of(item);
    const now = action === "edit" ? text : (item.options[option]?.text ?? "");
    const name = `${item.id} ${now}`;
    const known = this.#pieces.get(name) ?? piecesOf(diff(item.old, now));
    // A diff gives up after a time, so the same texts may be cut in other places next time.
    this.#pieces.set(name, known);
    return known;
  }

  leftOf({ id }: Item): ReadonlySet<number> {
    return this.left.value.get(id) ?? NOTHING;
  }

  /** Leave a change that was taken, or take it again. */
  toggle(item: Item, place: number): void {
    const places = new Set(this.leftOf(item));
    if (!places.delete(place)) places.add(place);
    this.#leave(item, places);
  }

  takeAll(item: Item): void {
    this.#leave(item, NOTHING);
  }

  #leave(item: Item, places: ReadonlySet<number>): void {
    this.left.value = new Map(this.left.value).set(item.id, places);
    this.unsure.value = false;
    // What was decided of another text is not decided of this one.
    if (this.of(item).action === "accept") this.change(item, { action: "none" });
  }

  /** Choose another of the texts. */
  choose(item: Item, option: number): void {
    if (item.options[option] === undefined || this.of(item).option === option) return;
    this.#leave(item, NOTHING);
    this.change(item, { option, action: "none", text: "" });
  }

  /** Whether every change is left, so that there is nothing to accept. */
  nothing(item: Item): boolean {
    const left = this.leftOf(item).size;
    return left > 0 && left === count(this.pieces(item));
  }

  /** Accept what is taken; what breaks a constraint at the second try. */
  accept(item: Item): void {
    if (this.nothing(item)) return;
    const { action, option } = this.of(item);
    const whole = this.leftOf(item).size === 0;
    const breaks = (item.options[option]?.broken.length ?? 0) > 0;
    if (!whole) this.write(item, this.result(item));
    else if (action === "edit") this.#decide(item, { action });
    else if (breaks && !this.unsure.value) this.unsure.value = true;
    else this.#decide(item, { action: "accept", text: "" });
  }

  /** Take a text of the person's own. */
  write(item: Item, text: string): void {
    this.drafts.delete(item.id);
    this.left.value = new Map(this.left.value).set(item.id, NOTHING);
    const whole = text === item.options[this.of(item).option]?.text;
    this.#decide(item, whole ? { action: "accept", text: "" } : { action: "edit", text });
  }

  /** Reject it, and stay: the person may say why. */
  reject(item: Item): void {
    this.takeAll(item);
    this.change(item, { action: "reject", text: "" });
    this.editing.value = false;
    this.#tell(WORDS[item.kind].done.reject);
  }

  /** Leave it undecided after all. */
  reopen(item: Item): void {
    this.change(item, { action: "none", text: "" });
  }

  #decide(item: Item, change: Partial<Answer>): void {
    this.change(item, change);
    const { done } = WORDS[item.kind];
    const written = change.action === "edit" && item.kind !== "criticism";
    this.#tell(written ? `${done.accept} as you wrote it` : done[change.action ?? "none"]);
    this.onward();
  }

  #tell(done: string): void {
    const all = this.document.items.length;
    this.told.value = `${done}. ${this.decided.value} of ${all} decided.`;
  }
}
