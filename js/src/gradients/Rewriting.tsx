/** One gradient under the person's hands. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { fieldKeys } from "../keys.ts";
import { Press, Send } from "../review/Press.tsx";
import type { GradientState } from "../store/state.ts";
import { useView } from "../view.ts";
import { change } from "./hand.ts";

interface Props {
  gradient: GradientState;
  what: string;
  /** What follows where it goes on at once; told how many changes were made. */
  then?: ((made: number) => void) | undefined;
}

export function Rewriting({ gradient, what, then }: Props) {
  const view = useView();
  const { gradient: id, text } = gradient;
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useSignal(view.drafts.get(id) ?? text);
  const pending = view.session.pending.value.has(`Change ${id}`);
  const idle = pending || !draft.value.trim();
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  const leave = () => {
    view.drafts.delete(id);
    view.editing.value = null;
  };
  const send = async () => {
    if (idle) return;
    const same = draft.value.trim() === text;
    if (!same && !(await change(view, gradient, "edit", draft.value))) return;
    leave();
    then?.(same ? 0 : 1);
  };
  return (
    <>
      <textarea
        ref={field}
        class="tgw-edit"
        dir="auto"
        aria-label={`New words of ${what}`}
        value={draft.value}
        onInput={(event) => {
          draft.value = event.currentTarget.value;
          view.drafts.set(id, draft.value);
        }}
        onKeyDown={fieldKeys(send, leave)}
      />
      <div class="tgw-remark-foot">
        <Send action="save-gradient" pending={pending && "Sending…"} idle={idle} press={send}>
          {then ? "Go on with this" : "Save"}
        </Send>
        <Press action="leave-gradient" sign="Esc" press={leave}>
          Leave
        </Press>
      </div>
    </>
  );
}
