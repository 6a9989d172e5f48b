/** Says that the parameters stand at an earlier step again. */

import { useSlice } from "../view.ts";
import { commitName } from "./tree.ts";

export function Undone() {
  const said = useSlice((state) => {
    const { moved } = state;
    if (!moved || moved.commit !== state.head) return "";
    return `The values are those of ${commitName(state, moved.commit)} again.`;
  });
  return said ? <p class="tgw-muted tgw-undone">{said}</p> : null;
}
