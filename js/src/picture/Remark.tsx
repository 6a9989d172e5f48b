/** The words of one criticism that a person adds, and the way to send it. */

import { useId, useRef } from "preact/hooks";
import { Icon } from "../icons.tsx";
import { fieldKeys } from "../keys.ts";
import { Send } from "../review/Press.tsx";
import { useView } from "../view.ts";
import { change, drop, type Mark, send, sending } from "./marks.ts";
import { spoken } from "./regions.ts";

interface Props {
  node: string;
  mark: Mark;
  /** What it is called: "region 2", or whose criticism it is. */
  name: string;
  /** Who reads it. */
  reader: string;
  /** Where the focus goes when it is sent or removed. */
  back: () => void;
}

export function Remark({ node, mark, name, reader, back }: Props) {
  const view = useView();
  const hint = useId();
  const form = useRef<HTMLDivElement>(null);
  const pending = sending(view, node, mark);
  const empty = !mark.text.trim();
  const { region } = mark;
  const leave = (act: () => void) => {
    const inside = form.current?.contains(form.current.ownerDocument.activeElement) === true;
    act();
    if (inside) back();
  };
  const submit = async () => {
    if (!empty && !pending && (await send(view, node, mark))) back();
  };
  return (
    <div ref={form} class="tgw-remark" data-mark={mark.id}>
      <div class="tgw-part-head">
        <span>
          <span class="tgw-label">{name}</span>
          {region && <span class="tgw-muted">{` ${spoken(region)}`}</span>}
        </span>
        <button
          type="button"
          class="tgw-quiet"
          data-action="remove-mark"
          aria-label={`Remove: ${name}`}
          onClick={() => leave(() => drop(view, node, mark.id))}
        >
          <Icon name="close" />
          Remove
        </button>
      </div>
      <textarea
        class="tgw-edit"
        dir="auto"
        aria-label={`What is wrong? ${name}`}
        aria-describedby={hint}
        placeholder={region ? "What is wrong here?" : "What is wrong with it?"}
        value={mark.text}
        onInput={(event) => change(view, node, mark.id, { text: event.currentTarget.value })}
        onKeyDown={fieldKeys(submit)}
      />
      <div class="tgw-remark-foot">
        <Send action="send-mark" pending={pending && "Sending…"} idle={empty} press={submit}>
          Send
        </Send>
        <span id={hint} class="tgw-muted">
          {reader}
        </span>
      </div>
    </div>
  );
}
