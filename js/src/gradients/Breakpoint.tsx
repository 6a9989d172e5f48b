/** Where criticism waits for a person: the button that sets it, and its mark on a card. */

import { Icon } from "../icons.tsx";
import { Press } from "../review/Press.tsx";
import { useLive, useView } from "../view.ts";
import { stoppable, toggle } from "./hand.ts";

const TITLE = "Criticism waits here for you, on its way back";

export function BreakpointButton({ node }: { node: string }) {
  const view = useView();
  const { may, on } = useLive((state, id) => {
    const known = state.nodes.get(id);
    return { may: stoppable(known), on: known?.breakpoint ?? false };
  }, node);
  if (!may) return null;
  return (
    <Press
      look="quiet"
      shape="pause"
      class="tgw-quiet tgw-pause-here"
      called="breakpoint"
      aria-pressed={on}
      keyed="b"
      title={TITLE}
      press={() => toggle(view, node)}
    >
      {on ? "Pauses here" : "Pause here"}
    </Press>
  );
}

export function BreakpointMark() {
  return (
    <span class="tgw-breakpoint" role="img" aria-label={TITLE} title={TITLE}>
      <Icon name="pause" />
    </span>
  );
}
