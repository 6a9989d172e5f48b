/** The changes of a proposal, each to take or to leave by a click, or by key where it has the focus. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { More } from "../detail/More.tsx";
import { head, plural } from "../format.ts";
import { along, chorded } from "../keys.ts";
import { beginning, count, excerpt, type Hunk, leftOut, type Piece, rowsOf } from "./pieces.ts";

const textsOf = (piece: Piece) =>
  typeof piece === "string" ? [piece] : [piece.removed, piece.added];
/** Characters of a piece, old and new. */
const lengthOf = (piece: Piece) => textsOf(piece).join("").length;

/** Characters of a change that are read aloud. */
const SAID = 120;

function told({ place, removed, added }: Hunk, all: number): string {
  const [old, now] = [head(removed, SAID), head(added, SAID)];
  const what = !added ? `remove “${old}”` : removed ? `“${old}” becomes “${now}”` : `add “${now}”`;
  return `Change ${place + 1} of ${all}: ${what}`;
}

/** A text that went, or one that came. */
export function Mark({ as: Name, text }: { as: "del" | "ins"; text: string }) {
  return (
    <Name>
      <span data-exact={true}>{text}</span>
    </Name>
  );
}

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
  return getSelection()?.isCollapsed === false;
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
    if (place === null) return;
    const to = along(event, place, all);
    const takes = !chorded(event) && (event.key === " " || event.key === "Enter");
    if (to === undefined && !takes) return;
    event.preventDefault();
    if (takes && !event.repeat) toggle?.(place);
    if (to === undefined) return;
    at.value = Math.min(all - 1, Math.max(0, to));
    box.current?.querySelector<HTMLElement>(`[role=checkbox][data-hunk="${at.value}"]`)?.focus();
  };

  /** A change, or the half of it that is not the one to press. */
  const change = (hunk: Hunk, key: number, half: boolean, children: ComponentChildren) => {
    const { place } = hunk;
    const mark = { class: "tgw-hunk", "data-hunk": place, "data-left": left.has(place) };
    const box = !half &&
      free && {
        role: "checkbox" as const,
        "aria-checked": !left.has(place),
        "aria-label": told(hunk, all),
        tabIndex: place === Math.min(at.value, all - 1) ? 0 : -1,
      };
    return (
      <span key={key} {...mark} {...box}>
        {children}
      </span>
    );
  };

  /** A piece: with both its sides, or with one where they stand beside each other. */
  const drawn = (piece: Piece, key: number, old = true, now = true) => {
    if (typeof piece === "string")
      return (
        <span key={key} data-whole={true}>
          {part(piece)}
        </span>
      );
    const { removed, added } = piece;
    if (!old && !added) return null;
    return change(
      piece,
      key,
      !now && added !== "",
      <>
        {old && removed && <Mark as="del" text={part(removed)} />}
        {now && added && <Mark as="ins" text={part(added)} />}
      </>,
    );
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
              <div dir="auto">{row.map((piece, key) => drawn(piece, key, true, false))}</div>
              <div dir="auto">{row.map((piece, key) => drawn(piece, key, false))}</div>
            </div>
          ))
        : shown.map((piece, key) => drawn(piece, key))}
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
