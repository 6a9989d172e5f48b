/** The changes of a proposal, each to take or to leave by a click, or by key where it has the focus. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { More } from "../detail/More.tsx";
import { head, plural } from "../format.ts";
import { beginning, count, excerpt, type Hunk, leftOut, type Piece, rowsOf } from "./pieces.ts";

const textsOf = (piece: Piece) =>
  typeof piece === "string" ? [piece] : [piece.removed, piece.added];
/** Characters of a piece, old and new. */
const lengthOf = (piece: Piece) => textsOf(piece).join("").length;

/** Characters of a change that are read aloud. */
const SAID = 120;

/** What an arrow key does to the place that has the focus. */
const MOVES: Readonly<Record<string, (place: number, all: number) => number>> = {
  ArrowRight: (place, all) => Math.min(all - 1, place + 1),
  ArrowDown: (place, all) => Math.min(all - 1, place + 1),
  ArrowLeft: (place) => Math.max(0, place - 1),
  ArrowUp: (place) => Math.max(0, place - 1),
  Home: () => 0,
  End: (_, all) => all - 1,
};

function told({ place, removed, added }: Hunk, all: number): string {
  const [old, now] = [head(removed, SAID), head(added, SAID)];
  const what = !added ? `remove “${old}”` : removed ? `“${old}” becomes “${now}”` : `add “${now}”`;
  return `Change ${place + 1} of ${all}: ${what}`;
}

const Removed = ({ text }: { text: string }) =>
  text ? (
    <del>
      <span data-exact={true}>{text}</span>
    </del>
  ) : null;

const Added = ({ text }: { text: string }) =>
  text ? (
    <ins>
      <span data-exact={true}>{text}</span>
    </ins>
  ) : null;

interface Props {
  pieces: readonly Piece[];
  left: ReadonlySet<number>;
  /** Old and new beside each other, else in one text. */
  side: boolean;
  /** What takes or leaves a change; without it they are there to be read. */
  toggle?: (place: number) => void;
}

/** Whether a click ends the selection of some text, and means nothing else. */
function selecting(): boolean {
  return typeof getSelection === "function" && getSelection()?.isCollapsed === false;
}

export function Changes({ pieces, left, side, toggle }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const at = useSignal(0);
  const all = count(pieces);
  const whole = useSignal(false);
  const end = whole.value ? pieces.length : beginning(pieces, lengthOf);
  const shown = end < pieces.length ? pieces.slice(0, end) : pieces;
  const rest = pieces.slice(end);
  const part = whole.value ? (text: string) => text : excerpt;
  const unseen = whole.value
    ? 0
    : shown.flatMap(textsOf).reduce((sum, text) => sum + leftOut(text), 0) +
      rest.reduce((sum, piece) => sum + lengthOf(piece), 0);
  const free = all > 1 && toggle !== undefined;

  const placeOf = (target: EventTarget | null) => {
    const found = (target as Element | null)?.closest<HTMLElement>("[data-hunk]");
    return free && found ? Number(found.dataset["hunk"]) : null;
  };
  const click = (event: MouseEvent) => {
    const place = placeOf(event.target);
    // The second click of two selects a word by itself.
    if (place === null || (event.detail < 2 && selecting())) return;
    at.value = place;
    toggle?.(place);
  };
  const press = (event: KeyboardEvent) => {
    const place = placeOf(event.target);
    if (place === null || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = MOVES[event.key]?.(place, all);
    const takes = event.key === " " || event.key === "Enter";
    if (next === undefined && !takes) return;
    event.preventDefault();
    if (takes && !event.repeat) toggle?.(place);
    if (next === undefined) return;
    at.value = next;
    box.current?.querySelector<HTMLElement>(`[role=checkbox][data-hunk="${next}"]`)?.focus();
  };

  /** A change, or the half of it that is not the one to press. */
  const change = (hunk: Hunk, key: string, half: boolean, children: ComponentChildren) => {
    const { place } = hunk;
    const mark = { class: "tgw-hunk", "data-hunk": place, "data-left": left.has(place) };
    if (half || !free)
      return (
        <span key={key} {...mark}>
          {children}
        </span>
      );
    return (
      // biome-ignore lint/a11y/useSemanticElements: an input cannot hold text that flows
      <span
        key={key}
        {...mark}
        role="checkbox"
        aria-checked={!left.has(place)}
        aria-label={told(hunk, all)}
        tabIndex={place === Math.min(at.value, all - 1) ? 0 : -1}
      >
        {children}
      </span>
    );
  };

  const inline = (piece: Piece, index: number) => {
    if (typeof piece === "string")
      return (
        <span key={index} data-whole={true}>
          {part(piece)}
        </span>
      );
    const halves = (
      <>
        <Removed text={part(piece.removed)} />
        <Added text={part(piece.added)} />
      </>
    );
    return change(piece, `${index}`, false, halves);
  };
  const before = (piece: Piece, index: number) => {
    if (typeof piece === "string")
      return (
        <span key={index} data-whole={true}>
          {part(piece)}
        </span>
      );
    return change(piece, `${index}`, piece.added !== "", <Removed text={part(piece.removed)} />);
  };
  const after = (piece: Piece, index: number) => {
    if (typeof piece === "string")
      return (
        <span key={index} data-whole={true}>
          {part(piece)}
        </span>
      );
    if (!piece.added) return null;
    return change(piece, `${index}`, false, <Added text={part(piece.added)} />);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      ref={box}
      class="tgw-diff"
      data-free={free}
      data-side={side}
      dir="auto"
      role="group"
      aria-label="Changes"
      // A text that scrolls must be reachable by key.
      tabIndex={free ? undefined : 0}
      onClick={click}
      onKeyDown={press}
    >
      {side
        ? rowsOf(shown).map((row, index) => (
            <div key={index} class="tgw-diff-row">
              <div dir="auto">{row.map(before)}</div>
              <div dir="auto">{row.map(after)}</div>
            </div>
          ))
        : shown.map(inline)}
      {unseen > 0 && (
        <More
          left={unseen}
          among={count(rest) > 0 ? `, with ${plural(count(rest), "change")}` : ""}
          show={() => {
            whole.value = true;
          }}
        />
      )}
    </div>
  );
}
