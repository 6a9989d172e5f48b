/** Everything about one card: whole texts, gradients, and each call as it was sent. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { Only } from "../finding/Only.tsx";
import { focusOn } from "../focus.ts";
import { listed } from "../format.ts";
import { BreakpointButton } from "../gradients/Breakpoint.tsx";
import { RetryButton } from "../graph/RetryButton.tsx";
import { scrollPanel } from "../panel.ts";
import { Criticising } from "../picture/Criticising.tsx";
import { Figure } from "../picture/Figure.tsx";
import { criticisable } from "../picture/marks.ts";
import { Press } from "../review/Press.tsx";
import { wordOf } from "../store/face.ts";
import { whySkipped } from "../store/skipped.ts";
import {
  gradientsOf,
  pictureOf,
  runningCalls,
  shownValue,
  standingFailure,
} from "../store/status.ts";
import { Muted } from "../text/Muted.tsx";
import { useLive, useSlice, useView } from "../view.ts";
import { Call } from "./Call.tsx";
import { Gradients } from "./Gradients.tsx";
import { Fate, Origin } from "./Origin.tsx";
import { Part } from "./Part.tsx";
import { Stream } from "./Stream.tsx";
import { Words } from "./Words.tsx";

function Failure({ id }: { id: string }) {
  const failure = useSlice((state, key) => {
    const card = state.cards.get(key);
    return card ? standingFailure(state, card) : undefined;
  }, id);
  if (!failure) return null;
  return (
    <div class="tgw-failure">
      <span class="tgw-label">{failure.error}</span>
      <Words text={failure.message} />
      <Words text={failure.hint} />
      {failure.status === "waiting" && <RetryButton failure={failure.failure} />}
    </div>
  );
}

/** Each text that arrives now. */
function Arriving({ id }: { id: string }) {
  const calls = useSlice((state, key) => {
    const card = state.cards.get(key);
    return card ? runningCalls(state, card).map((call) => call.started.call) : [];
  }, id);
  return calls.map((call) => <Stream key={call} id={call} several={calls.length > 1} />);
}

export function Detail({ id }: { id: string }) {
  const { opened: selected, moment, session } = useView();
  const title = useRef<HTMLHeadingElement>(null);
  const face = useSlice((state, key) => {
    const card = state.cards.get(key);
    const node = state.nodes.get(card?.node ?? "");
    if (!card || !node) return null;
    return {
      node: card.node,
      role: node.role,
      what: node.op ? `${node.kind} of ${node.op}` : node.kind,
      status: listed([wordOf(state, card), whySkipped(state, card)], ": "),
      value: shownValue(state, card),
      picture: pictureOf(state, card),
      calls: card.calls,
      gradients: gradientsOf(state, card).length,
      past: card.past !== null,
    };
  }, id);
  const alive = useLive((state, key) => criticisable(state, state.cards.get(key)), id);
  const open = alive && session.kernel && moment.value === null;
  useLayoutEffect(() => {
    scrollPanel(title.current);
    focusOn(title.current);
  }, [id]);
  if (!face) return null;
  return (
    <section class="tgw-detail" aria-label={`Detail of ${face.role}`}>
      <div class="tgw-detail-head">
        <div>
          <h3 ref={title} tabIndex={-1} dir="auto">
            {face.role}
          </h3>
          <Muted>{`${face.what} · ${face.status}`}</Muted>
        </div>
        <Press
          look="quiet"
          shape="close"
          class="tgw-quiet tgw-close"
          aria-label="Close detail, Esc"
          press={() => {
            selected.value = null;
          }}
          keyed="Esc"
        />
      </div>
      <Failure id={id} />
      <Arriving id={id} />
      <section>
        <Origin id={id} />
        <Fate id={id} />
        <div class="tgw-detail-tools">
          <Only id={id} />
          {open && <BreakpointButton node={face.node} />}
        </div>
        {face.picture ? (
          <Figure
            key={face.picture.sha256}
            picture={face.picture}
            role={face.role}
            card={id}
            node={face.node}
            open={open}
          />
        ) : (
          <Part
            title={face.past ? "value then" : "value"}
            text={face.value}
            of={face.role}
            section={true}
          />
        )}
      </section>
      {(open || face.gradients > 0) && (
        <section>
          <h4 class="tgw-label">gradients</h4>
          <Gradients id={id} open={open} />
          {open && <Criticising node={face.node} />}
        </section>
      )}
      {face.calls.length > 0 && (
        <section>
          <h4 class="tgw-label">calls</h4>
          {face.calls.map((call) => (
            <Call key={call} id={call} />
          ))}
        </section>
      )}
    </section>
  );
}
