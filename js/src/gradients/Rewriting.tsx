/** One gradient under the person's hands. */

import { useSignal } from "@preact/signals";
import { Field } from "../review/Field.tsx";
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
  const { drafts, editing, session } = view;
  const { gradient: id, text } = gradient;
  const draft = useSignal(drafts.get(id) ?? text);
  const pending = session.unanswered.value.has(`ChangeGradient ${id}`);
  const idle = pending || !draft.value.trim();
  const leave = () => {
    drafts.delete(id);
    editing.value = null;
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
      <Field
        aria-label={`New words of ${what}`}
        value={draft.value}
        write={(words) => {
          draft.value = words;
          drafts.set(id, words);
        }}
        send={send}
        leave={leave}
      />
      <div class="tgw-remark-foot">
        <Send called="save-gradient" meanwhile={pending && "Sending…"} idle={idle} press={send}>
          {then ? "Go on with this" : "Save"}
        </Send>
        <Press called="leave-gradient" keyed="Esc" press={leave}>
          Leave
        </Press>
      </div>
    </>
  );
}
