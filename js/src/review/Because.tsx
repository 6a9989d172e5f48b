/** Why it is proposed: the gradients it was made from, folded after a few lines. */

import { useSignal } from "@preact/signals";
import { saidSince } from "../store/gradients.ts";
import type { GradientState, ProposalState } from "../store/state.ts";
import { useReading } from "../text/reading.tsx";
import { useLive, useView } from "../view.ts";
import { Press } from "./Press.tsx";

/** Who said it, as far as it is known: a person is always named. */
function source({ author, original }: GradientState, via: string | undefined): string {
  if (author === "human") return original ? "edited by a person: " : "from a person: ";
  return via === undefined ? "" : `from ${via}: `;
}

/** What has become of it since it was read, where it is read no more. */
function fate({ muted, removed }: GradientState): string {
  return removed ? "removed: " : muted ? "muted: " : "";
}

/** Characters that fit into the lines shown at first. */
const SHORT = 220;

interface Props {
  gradient: GradientState;
  from: string;
  /** Whether it is shown whole; else its beginning, as it was written. */
  open: boolean;
}

function Reason({ gradient, from, open }: Props) {
  const { text } = gradient;
  const { formatted, button } = useReading(text, "prose", `criticism ${from}`);
  const shown = open ? formatted : null;
  return (
    <li data-muted={gradient.muted || gradient.removed}>
      <span class="tgw-via">{fate(gradient) + from}</span>
      {open && button}
      {shown === null ? <span dir="auto">{text}</span> : <div class="tgw-md">{shown}</div>}
    </li>
  );
}

export function Because({ proposal }: { proposal: ProposalState }) {
  const { opened: selected } = useView();
  const known = useLive((state) => state.gradients);
  const nodes = useLive((state) => state.nodes);
  const since = useLive((state, made) => saidSince(state, made).join("\n"), proposal);
  const open = useSignal(false);
  const shown = new Set([...proposal.made.because, ...since.split("\n")]);
  const reasons = [...shown].flatMap((id) => known.get(id) ?? []);
  if (!reasons.length) return null;
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
        <Press
          look="link"
          aria-expanded={open.value}
          press={() => {
            open.value = !open.value;
          }}
        >
          {open.value ? "less" : "more"}
        </Press>
      )}
      <Press
        called="change-criticism"
        look="link"
        press={() => {
          selected.value = proposal.card;
        }}
      >
        change it
      </Press>
      {since !== "" && (
        <p class="tgw-since">
          The criticism has changed since: drawn again, it is read as it is now.
        </p>
      )}
    </div>
  );
}
