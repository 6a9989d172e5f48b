/** The words of one criticism that a person adds, and the way to send it. */

import { useRef } from "preact/hooks";
import { useId } from "../id.ts";
import { Field } from "../review/Field.tsx";
import { Press, Send } from "../review/Press.tsx";
import { Muted } from "../text/Muted.tsx";
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
          {region && <Muted>{` ${spoken(region)}`}</Muted>}
        </span>
        <Press
          called="remove-mark"
          look="quiet"
          shape="close"
          aria-label={`Remove: ${name}`}
          press={() => leave(() => drop(view, node, mark.id))}
        >
          Remove
        </Press>
      </div>
      <Field
        aria-label={`What is wrong? ${name}`}
        aria-describedby={hint}
        placeholder={region ? "What is wrong here?" : "What is wrong with it?"}
        value={mark.text}
        write={(text) => change(view, node, mark.id, { text })}
        send={submit}
      />
      <div class="tgw-remark-foot">
        <Send called="send-mark" meanwhile={pending && "Sending…"} idle={empty} press={submit}>
          Send
        </Send>
        <span id={hint} class="tgw-muted">
          {reader}
        </span>
      </div>
    </div>
  );
}
