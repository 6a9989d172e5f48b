/** Why it is proposed: the gradients it was made from, folded after a few lines. */

import { useSignal } from "@preact/signals";
import type { GradientState } from "../store/state.ts";
import { useLive } from "../view.ts";

/** Who said it, as far as it is known: a person is always named. */
function source({ author }: GradientState, via: string | undefined): string {
  if (author === "human") return "from a person: ";
  return via === undefined ? "" : `from ${via}: `;
}

/** Characters that fit into the lines shown at first. */
const SHORT = 220;

export function Because({ gradients }: { gradients: readonly string[] }) {
  const known = useLive((state) => state.gradients);
  const nodes = useLive((state) => state.nodes);
  const open = useSignal(false);
  const reasons = gradients.flatMap((id) => known.get(id) ?? []);
  if (reasons.length === 0) return null;
  const long = reasons.length > 1 || reasons.some((reason) => reason.text.length > SHORT);
  return (
    <div class="tgw-because" data-open={open.value}>
      <span class="tgw-label">because</span>
      <ul>
        {reasons.map((reason) => {
          const via = nodes.get(reason.via)?.role;
          return (
            <li key={reason.gradient}>
              <span class="tgw-via">{source(reason, via)}</span>
              <span dir="auto">{reason.text}</span>
            </li>
          );
        })}
      </ul>
      {long && (
        <button
          type="button"
          class="tgw-link"
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          {open.value ? "less" : "more"}
        </button>
      )}
    </div>
  );
}
