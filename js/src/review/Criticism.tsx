/** The other question: what is wrong with it? The answer becomes a gradient. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Words } from "../detail/Words.tsx";
import { fieldKeys } from "../keys.ts";
import { Thumbnail } from "../picture/Thumbnail.tsx";
import type { CriticismState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { Actions } from "./Actions.tsx";
import { criticise } from "./decide.ts";
import { Press, Send } from "./Press.tsx";
import { Turn } from "./Turn.tsx";

interface Props {
  criticism: CriticismState;
  place: string;
  /** Whether others wait beside it. */
  among: boolean;
}

export function Criticism({ criticism, place, among }: Props) {
  const view = useView();
  const field = useId();
  const { ask, node: id, instruction } = criticism.asked;
  const draft = useSignal(view.drafts.get(ask) ?? "");
  const { role, value, picture } = useLive((state, key) => {
    const node = state.nodes.get(key);
    return {
      role: node?.role ?? "",
      value: node?.value ?? "",
      picture: node?.picture ?? null,
    };
  }, id);
  const replayed = useLive((state) => state.replayed);
  const pending = view.session.pending.value.has(`Criticise ${ask}`);
  const empty = !draft.value.trim();
  const send = () => {
    if (!empty) criticise(view, ask, draft.value);
  };
  return (
    <section
      class="tgw-review"
      data-ask={ask}
      tabIndex={-1}
      aria-label={`Your turn: criticise ${role} ${place}`}
    >
      <Turn role={role} place={place} among={among} />
      <div class="tgw-criticised">
        {picture ? <Thumbnail picture={picture} role={role} /> : <Words text={value} />}
      </div>
      <label class="tgw-ask" for={field}>
        What is wrong with it?
      </label>
      {instruction !== "" && (
        <div class="tgw-instruction">
          <Words text={instruction} />
        </div>
      )}
      {!replayed && (
        <textarea
          id={field}
          class="tgw-edit"
          dir="auto"
          value={draft.value}
          onInput={(event) => {
            draft.value = event.currentTarget.value;
            view.drafts.set(ask, draft.value);
          }}
          onKeyDown={fieldKeys(send)}
        />
      )}
      <Actions>
        <Send action="criticise" pending={pending && "Sending…"} idle={empty} press={send}>
          Send
        </Send>
        <Press action="nothing" off={pending} press={() => criticise(view, ask, "")}>
          Nothing to criticise
        </Press>
      </Actions>
    </section>
  );
}
