/** Why a proposal is rejected: the words become criticism, and a constraint until it is lifted. */

import { useSignal } from "@preact/signals";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { fieldKeys } from "../keys.ts";
import { revealInPanel } from "../panel.ts";
import type { ProposalState } from "../store/state.ts";
import { useView } from "../view.ts";
import { decide, deciding } from "./decide.ts";
import { Press, Send } from "./Press.tsx";

export function Why({ proposal }: { proposal: ProposalState }) {
  const view = useView();
  const id = proposal.made.proposal;
  const field = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const words = useSignal(view.reasons.get(id) ?? "");
  useLayoutEffect(() => {
    area.current?.focus({ preventScroll: true });
    revealInPanel(area.current?.closest<HTMLElement>(".tgw-review"));
  }, []);
  const pending = deciding(view, id) !== null;
  const empty = !words.value.trim();
  const send = () => {
    if (!empty) decide(view, proposal, "reject", "", words.value.trim());
  };
  const leave = () => {
    Object.assign(view.refocus, { wanted: true, at: id });
    view.saying.value = null;
  };
  return (
    <div class="tgw-why">
      <label class="tgw-ask" for={field}>
        What is wrong with it?
      </label>
      <p class="tgw-muted">
        Another proposal follows. Your words stay as a constraint until you lift it.
      </p>
      <textarea
        ref={area}
        id={field}
        class="tgw-edit"
        dir="auto"
        value={words.value}
        onInput={(event) => {
          words.value = event.currentTarget.value;
          view.reasons.set(id, words.value);
        }}
        onKeyDown={fieldKeys(send, leave)}
      />
      <div class="tgw-actions">
        <Send action="reject-because" pending={pending && "Rejecting…"} idle={empty} press={send}>
          Reject, and ask for another
        </Send>
        <Press action="back" sign="Esc" press={leave}>
          Back
        </Press>
      </div>
    </div>
  );
}
