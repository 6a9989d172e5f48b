/** A budget is reached: may it be more? The calls that have no room wait meanwhile. */

import { amount } from "../format.ts";
import type { BudgetReached } from "../protocol.ts";
import { useView } from "../view.ts";
import { Actions } from "./Actions.tsx";
import { raiseBudget } from "./decide.ts";
import { Press } from "./Press.tsx";
import { Turn } from "./Turn.tsx";

interface Props {
  reached: BudgetReached;
  place: string;
  /** Whether others wait beside it. */
  among: boolean;
}

/** The limit doubled, as often as the next call needs it. */
export function doubled({ limit, spent, need }: BudgetReached): number {
  let next = limit > 0 ? limit * 2 : Math.max(need, 1);
  while (next < spent + need) next *= 2;
  return next;
}

export function OverBudget({ reached, place, among }: Props) {
  const view = useView();
  const { ask, whose, what, spent, limit, need } = reached;
  const next = doubled(reached);
  const pending = view.session.pending.value;
  const raising = pending.has(`RaiseBudget ${ask}`);
  const stopping = pending.has("Stop");
  const full = spent >= limit || need === 0;
  return (
    <section
      class="tgw-review"
      data-ask={ask}
      tabIndex={-1}
      aria-label={`Your turn: budget of ${whose} ${place}`}
    >
      <Turn role={`budget of ${whose}`} place={place} among={among} />
      <p class="tgw-ask">The budget is reached. Raise it?</p>
      <p class="tgw-instruction">
        {`${amount(what, spent)} of ${amount(what, limit)} ${what === "usd" ? "are spent" : "are used"}`}
        {full ? "." : `, and the next call may take up to ${amount(what, need)}.`}
        {" What is done is kept."}
      </p>
      <Actions>
        <Press
          action="raise"
          look="asked"
          pending={raising && "Raising…"}
          off={stopping}
          press={() => raiseBudget(view, ask, next)}
        >
          {`Raise to ${amount(what, next)}`}
        </Press>
        <Press
          action="stop-here"
          pending={stopping && "Stopping…"}
          off={raising}
          press={() => view.session.dispatch({ type: "Stop" })}
        >
          Stop
        </Press>
      </Actions>
    </section>
  );
}
