/** Says that the parameters stand at an earlier step again. */

import { useSlice } from "../view.ts";

export function Undone() {
  const said = useSlice((state) => {
    const { moved, commits } = state;
    if (moved === null || moved.commit !== state.head) return "";
    const { name = "", step = 0 } = commits.find(({ commit }) => commit === moved.commit) ?? {};
    const where = name === "" ? (step === 0 ? "the beginning" : `step ${step}`) : `“${name}”`;
    return `The values are those of ${where} again.`;
  });
  return said === "" ? null : <p class="tgw-muted tgw-undone">{said}</p>;
}
