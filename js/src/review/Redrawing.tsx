/** In the place of a question that is being drawn again: what is arriving. */

import { Stream } from "../detail/Stream.tsx";
import type { ProposalState } from "../store/state.ts";
import { roleOf, runningCalls } from "../store/status.ts";
import { useLive } from "../view.ts";

const NONE: readonly string[] = [];

export function Redrawing({ proposal }: { proposal: ProposalState }) {
  const { made, decided } = proposal;
  const role = useLive(roleOf, made.node);
  const calls = useLive((state, key) => {
    const card = state.cards.get(key);
    if (!card) return NONE;
    return runningCalls(state, card).map(({ started }) => started.call);
  }, proposal.card);
  return (
    <section
      class="tgw-review tgw-redrawing"
      data-redrawing={made.proposal}
      tabIndex={-1}
      aria-label={`Another proposal is being written: ${role}`}
    >
      <div class="tgw-review-head">
        <strong class="tgw-role" title={role} dir="auto">
          {role}
        </strong>
      </div>
      <p class="tgw-ask">Another proposal is being written</p>
      {decided?.reason && (
        <p class="tgw-because">
          <span class="tgw-label">you said</span> <span dir="auto">{decided.reason}</span>
        </p>
      )}
      {calls.map((id) => (
        <Stream key={id} id={id} several={calls.length > 1} />
      ))}
    </section>
  );
}
