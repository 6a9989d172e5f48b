/** A budget is reached: may it be more? The calls that have no room wait meanwhile. */

import { amount } from "../format.ts";
import type { BudgetReached } from "../protocol.ts";
import { useView } from "../view.ts";
import { Actions, StopHere } from "./Actions.tsx";
import { raiseBudget } from "./decide.ts";
import { Press } from "./Press.tsx";
import { type Among, Turn } from "./Turn.tsx";

interface Props extends Among {
  reached: BudgetReached;
}

/** The limit doubled, as often as the next call needs it. */
export function doubled({ limit, spent, need }: BudgetReached): number {
  let next = limit > 0 ? limit * 2 : Math.max(need, 1);
  while (next < spent + need) next *= 2;
  return next;
}

export function OverBudget({ reached, ...among }: Props) {
  const view = useView();
  const { ask, whose, what, spent, limit, need } = reached;
  const next = doubled(reached);
  const { unanswered: pending } = view.session;
  const raising = pending.value.has(`RaiseBudget ${ask}`);
  const full = spent >= limit || need === 0;
  return (
    <Turn name={ask} role={`budget of ${whose}`} {...among}>
      <p class="tgw-ask">The budget is reached. Raise it?</p>
      <p class="tgw-instruction">
        {`${amount(what, spent)} of ${amount(what, limit)} are ${what === "usd" ? "spent" : "used"}`}
        {full ? "." : `, and the next call may take up to ${amount(what, need)}.`}
        {" What is done is kept."}
      </p>
      <Actions>
        <Press
          called="raise"
          look="asked"
          meanwhile={raising && "Raising…"}
          off={pending.value.has("Stop")}
          press={() => raiseBudget(view, ask, next)}
        >
          {`Raise to ${amount(what, next)}`}
        </Press>
        <StopHere off={raising}>Stop</StopHere>
      </Actions>
    </Turn>
  );
}
