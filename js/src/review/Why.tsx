/** Why a proposal is rejected: the words become criticism, and a constraint until it is lifted. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useId } from "../id.ts";
import { revealInPanel } from "../panel.ts";
import type { ProposalState } from "../store/state.ts";
import { useView } from "../view.ts";
import { decide, deciding } from "./decide.ts";
import { Field } from "./Field.tsx";
import { Press, Send } from "./Press.tsx";

export function Why({ proposal }: { proposal: ProposalState }) {
  const view = useView();
  const id = proposal.made.proposal;
  const field = useId();
  const box = useRef<HTMLDivElement>(null);
  const words = useSignal(view.reasons.get(id) ?? "");
  useLayoutEffect(() => revealInPanel(box.current?.closest(".tgw-review")), []);
  const pending = deciding(view, id) !== null;
  const empty = !words.value.trim();
  const send = () => {
    if (!empty) decide(view, proposal, "reject", "", words.value.trim());
  };
  const leave = () => {
    view.refocus.at = id;
    view.saying.value = null;
  };
  return (
    <div class="tgw-why" ref={box}>
      <label class="tgw-ask" for={field}>
        What is wrong with it?
      </label>
      <p class="tgw-muted">
        Another proposal follows. Your words stay as a constraint until you lift it.
      </p>
      <Field
        id={field}
        value={words.value}
        write={(text) => {
          words.value = text;
          view.reasons.set(id, text);
        }}
        send={send}
        leave={leave}
      />
      <div class="tgw-actions">
        <Send called="reject-because" meanwhile={pending && "Rejecting…"} idle={empty} press={send}>
          Reject, and ask for another
        </Send>
        <Press called="back" keyed="Esc" press={leave}>
          Back
        </Press>
      </div>
    </div>
  );
}
