/** A person's own criticism of what a card shows, at any time while the run goes on. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons.tsx";
import { revealInPanel } from "../panel.ts";
import { useLive, useView } from "../view.ts";
import { begin, marksOf } from "./marks.ts";
import { Remark } from "./Remark.tsx";
import { READERS, readerOf } from "./readers.ts";

export function Criticising({ node }: { node: string }) {
  const view = useView();
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef(false);
  const reader = useLive((state, id) => {
    const known = state.nodes.get(id);
    return known ? readerOf(known) : READERS.made;
  }, node);
  const [mark] = marksOf(view, node).filter(({ region }) => !region);
  const focus = (selector: string) =>
    box.current?.querySelector<HTMLElement>(selector)?.focus({ preventScroll: true });
  useLayoutEffect(() => {
    if (wanted.current) {
      focus("textarea");
      revealInPanel(box.current);
    }
    wanted.current = false;
  });
  return (
    <div ref={box} class="tgw-criticising">
      {mark ? (
        <Remark
          node={node}
          mark={mark}
          name="your criticism"
          reader={reader}
          back={() => requestAnimationFrame(() => focus("[data-action=add-criticism]"))}
        />
      ) : (
        <button
          type="button"
          class="tgw-quiet"
          data-action="add-criticism"
          onClick={() => {
            wanted.current = true;
            begin(view, node, null);
          }}
        >
          <Icon name="plus" />
          Add criticism
        </button>
      )}
    </div>
  );
}
