/** Several cards drawn as one. */

import { useSlice, useView } from "../view.ts";
import type { Box } from "./scene.ts";
import { placed } from "./viewport.ts";

interface Props {
  /** Key of the first of them, which the group stands for. */
  id: string;
  members: readonly string[];
  box: Box;
  far: boolean;
  /** Whether the tab key stops here. */
  stop: boolean;
}

export function Group({ id, members, box, far, stop }: Props) {
  const { faded } = useView();
  const role = useSlice((state, key) => {
    const card = state.cards.get(key);
    return state.nodes.get(card?.node ?? "")?.role ?? "";
  }, id);
  return (
    <article
      class="tgw-card tgw-group"
      data-card={id}
      data-far={far}
      data-faded={faded.value.has(id)}
      style={placed(box)}
    >
      <div class="tgw-card-head">
        <button
          type="button"
          class="tgw-card-open"
          tabIndex={stop ? 0 : -1}
          title={role}
          dir="auto"
        >
          {role}
        </button>
      </div>
      {!far && <div class="tgw-card-sub">{members.length} of these</div>}
    </article>
  );
}
