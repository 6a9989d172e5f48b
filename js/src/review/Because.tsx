/** Why it is proposed: the gradients it was made from, folded after a few lines. */

import { useSignal } from "@preact/signals";
import type { GradientState } from "../store/state.ts";
import { useReading } from "../text/reading.tsx";
import { useLive } from "../view.ts";

/** Who said it, as far as it is known: a person is always named. */
function source({ author }: GradientState, via: string | undefined): string {
  if (author === "human") return "from a person: ";
  return via === undefined ? "" : `from ${via}: `;
}

/** Characters that fit into the lines shown at first. */
const SHORT = 220;

interface Props {
  gradient: GradientState;
  from: string;
  /** Whether it is shown whole; else its beginning, as it was written. */
  open: boolean;
}

function Reason({ gradient: { text }, from, open }: Props) {
  const { formatted, button } = useReading(text, "prose", `criticism ${from}`);
  const shown = open ? formatted : null;
  return (
    <li>
      <span class="tgw-via">{from}</span>
      {open && button}
      {shown === null ? <span dir="auto">{text}</span> : <div class="tgw-md">{shown}</div>}
    </li>
  );
}

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
        {reasons.map((reason) => (
          <Reason
            key={reason.gradient}
            gradient={reason}
            from={source(reason, nodes.get(reason.via)?.role)}
            open={open.value || !long}
          />
        ))}
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
