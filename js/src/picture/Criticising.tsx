/** A person's own criticism of what a card shows, at any time while the run goes on. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { revealInPanel } from "../panel.ts";
import { Press } from "../review/Press.tsx";
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
  useLayoutEffect(() => {
    if (wanted.current) {
      focusOn(box.current, "textarea");
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
          back={() =>
            requestAnimationFrame(() => focusOn(box.current, "[data-action=add-criticism]"))
          }
        />
      ) : (
        <Press
          called="add-criticism"
          look="quiet"
          shape="plus"
          press={() => {
            wanted.current = true;
            begin(view, node, null);
          }}
        >
          Add criticism
        </Press>
      )}
    </div>
  );
}
