/** The other question: what is wrong with it? The answer becomes a gradient. */

import { useSignal } from "@preact/signals";
import { Words } from "../detail/Words.tsx";
import { useId } from "../id.ts";
import { Thumbnail } from "../picture/Thumbnail.tsx";
import type { CriticismState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { Actions } from "./Actions.tsx";
import { criticise } from "./decide.ts";
import { Field } from "./Field.tsx";
import { Press, Send } from "./Press.tsx";
import { type Among, Turn } from "./Turn.tsx";

interface Props extends Among {
  criticism: CriticismState;
}

export function Criticism({ criticism, ...among }: Props) {
  const view = useView();
  const field = useId();
  const { ask, node: id, instruction } = criticism.asked;
  const draft = useSignal(view.drafts.get(ask) ?? "");
  const node = useLive((state, key) => state.nodes.get(key), id);
  const replayed = useLive((state) => state.replayed);
  const pending = view.session.unanswered.value.has(`Criticise ${ask}`);
  const empty = !draft.value.trim();
  const { role = "", value = "", picture } = node ?? {};
  const send = () => {
    if (!empty) criticise(view, ask, draft.value);
  };
  return (
    <Turn name={ask} role={role} label={`criticise ${role}`} {...among}>
      <div class="tgw-criticised">
        {picture ? <Thumbnail picture={picture} role={role} /> : <Words text={value} />}
      </div>
      <label class="tgw-ask" for={field}>
        What is wrong with it?
      </label>
      {instruction && (
        <div class="tgw-instruction">
          <Words text={instruction} />
        </div>
      )}
      {!replayed && (
        <Field
          id={field}
          value={draft.value}
          write={(text) => {
            draft.value = text;
            view.drafts.set(ask, text);
          }}
          send={send}
        />
      )}
      <Actions>
        <Send called="criticise" meanwhile={pending && "Sending…"} idle={empty} press={send}>
          Send
        </Send>
        <Press called="nothing" off={pending} press={() => criticise(view, ask, "")}>
          Nothing to criticise
        </Press>
      </Actions>
    </Turn>
  );
}
