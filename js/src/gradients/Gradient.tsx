/** One gradient: where it came from, what a person made of it, and what can be done with it. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { CopyButton } from "../detail/CopyButton.tsx";
import { Source } from "../detail/Origin.tsx";
import { Words } from "../detail/Words.tsx";
import { focusOn } from "../focus.ts";
import { clock } from "../format.ts";
import { Icon } from "../icons.tsx";
import { spoken } from "../picture/regions.ts";
import { Diff } from "../review/Diff.tsx";
import { Fold } from "../review/Fold.tsx";
import { Press } from "../review/Press.tsx";
import type { GradientState } from "../store/state.ts";
import { Muted } from "../text/Muted.tsx";
import { useReading } from "../text/reading.tsx";
import { useView } from "../view.ts";
import { change } from "./hand.ts";
import { Rewriting } from "./Rewriting.tsx";

interface Props {
  gradient: GradientState;
  place: number;
  /** The card that it lies on. */
  card: string;
  /** Which of the marked regions it is about, from 1; 0 where it is about none. */
  number?: number;
  /** Whether it can be changed. */
  open: boolean;
  /** Whether the keys are for it, though it has not the focus. */
  keys?: boolean;
  /** What follows an edit, where it goes on at once. */
  then?: ((made: number) => void) | undefined;
}

/** A person as the one who reads knows them. */
function person({ by, who }: GradientState, client: string): string {
  return by === client ? "you" : who || "a person";
}

/** Where it came from, before what anybody made of it. */
function From({ gradient, card }: { gradient: GradientState; card: string }) {
  const { author, via, original } = gradient;
  const { client } = useView().session;
  const human = author === "human" && !original;
  const source = via !== "" && <Source node={via} card={card} />;
  if (!source) return <>{human ? `from ${person(gradient, client)}` : "from the model"}</>;
  return (
    <>
      {human ? `from ${person(gradient, client)} through ` : "from "}
      {source}
    </>
  );
}

function Hand({ gradient, what, keys }: { gradient: GradientState; what: string; keys: boolean }) {
  const view = useView();
  const { gradient: id, muted } = gradient;
  const pending = view.session.unanswered.value.has(`ChangeGradient ${id}`);
  const mute = muted ? "Unmute" : "Mute";
  const remove = async (button: HTMLElement) => {
    const box = button.closest<HTMLElement>(".tgw-review, .tgw-detail");
    if (await change(view, gradient, "remove")) {
      focusOn(box?.querySelector("h3") ?? box);
    }
  };
  const buttons = [
    ["edit", "Edit", "edited", "e", () => Object.assign(view.editing, { value: id })],
    ["mute", mute, "muted", "m", () => change(view, gradient, muted ? "unmute" : "mute")],
    ["remove", "Remove", "close", "", remove],
  ] as const;
  return (
    <div class="tgw-hand">
      {buttons.map(([action, word, icon, key, press]) => (
        <Press
          look="quiet"
          key={action}
          shape={icon}
          keyed={keys ? key : ""}
          aria-label={keys && key ? `${word} ${key}` : `${word} ${what}`}
          called={`${action}-gradient`}
          off={pending}
          title={action === "mute" && !muted ? "Keep it, and let no model read it" : undefined}
          press={press}
        >
          {word}
        </Press>
      ))}
    </div>
  );
}

export function Gradient(props: Props) {
  const { gradient, place, card, number = 0, open, keys = false, then } = props;
  const { gradient: id, author, text, region, original, muted, t } = gradient;
  const { session, editing } = useView();
  const what = `gradient ${place + 1}`;
  const { formatted, button } = useReading(text, "prose", what);
  const writing = open && editing.value === id;
  const box = useRef<HTMLDivElement>(null);
  const before = useRef(writing);
  useLayoutEffect(() => {
    if (before.current && !writing) focusOn(box.current, "[data-action=edit-gradient]");
    before.current = writing;
  }, [writing]);
  return (
    <div ref={box} class="tgw-gradient" data-author={author} data-muted={muted} data-gradient={id}>
      <div class="tgw-part-head">
        <span class="tgw-via">
          <From gradient={gradient} card={card} />
          {original !== "" && ` · edited by ${person(gradient, session.client)}, ${clock(t)}`}
          {region && <Muted>{` region ${number}: ${spoken(region)}`}</Muted>}
        </span>
        <span class="tgw-part-buttons">
          {button}
          <CopyButton text={text} what={what} />
        </span>
      </div>
      {muted && (
        <p class="tgw-silent">
          <Icon name="muted" />
          muted: no model reads it
        </p>
      )}
      {writing ? (
        <Rewriting gradient={gradient} what={what} then={then} />
      ) : (
        <Words text={text} formatted={formatted} />
      )}
      {original !== "" && (
        <Fold class="tgw-original" line="what the model had said">
          <Diff before={original} after={text} />
        </Fold>
      )}
      {open && !writing && <Hand gradient={gradient} what={what} keys={keys} />}
    </div>
  );
}
