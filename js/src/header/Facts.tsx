/** What it cost, and behind it everything there is to tell of the run's course. */

import { type Facts as Known, Pairs } from "../detail/Pairs.tsx";
import { amount, clock, dollars, limits, listed, plural, short, tokens } from "../format.ts";
import { Icon } from "../icons.tsx";
import { worked } from "../store/pace.ts";
import type { State } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { whose } from "../who/words.ts";
import { Popover } from "./Popover.tsx";
import { leftOf } from "./Progress.tsx";
import { progress } from "./progress.ts";

/** "$0.0031 of $1.00", "12 of 100 calls": what was spent of what the budget limits first. */
export function spent({ totals, budget }: State): string {
  const cost = totals.cost === null ? "cost unknown" : dollars(totals.cost);
  if (budget?.usd != null) return `${cost} of ${amount("usd", budget.usd)}`;
  if (budget?.tokens != null)
    return `${short(totals.tokens)} of ${amount("tokens", budget.tokens)}`;
  if (budget?.calls != null) return `${totals.finished} of ${amount("calls", budget.calls)}`;
  return cost;
}

/** "4 from the cache, saved $0.12"; empty where nothing came from it. */
export function cache({ totals }: State): string {
  if (totals.cached === 0) return "";
  const saved = totals.saved > 0 ? `, saved ${amount("usd", totals.saved)}` : "";
  return `${totals.cached} from the cache${saved}`;
}

function facts(state: State, client: string): Known {
  const { totals, pace, t, inFlight, step, planned, paused, provenances } = state;
  const counts = [
    plural(totals.finished, "call"),
    inFlight.length ? `${inFlight.length} in flight` : "",
  ];
  return [
    ["steps", planned > 0 ? `${step} of ${planned}` : String(step)],
    ["calls", listed(counts)],
    ["at work", clock(worked(pace, t))],
    ["left", leftOf(progress(state, t))],
    ["model", state.model],
    ["answers", provenances.join(", ")],
    ["tokens", tokens(totals).replace(/ tokens$/, "")],
    ["cost", dollars(totals.cost)],
    ["budget", limits(state.budget) || "none"],
    ["cache", cache(state) || "nothing from it"],
    ["paused", paused ? `by ${whose(paused.by, "", client)}` : ""],
  ];
}

function Sheet() {
  const { session } = useView();
  const all = useLive((state) => JSON.stringify(facts(state, session.client)));
  return <Pairs class="tgw-run-facts" of={JSON.parse(all)} />;
}

export function Facts() {
  const cost = useLive(spent);
  const face = (
    <>
      <span class="tgw-cost">{cost}</span>
      <Icon name="more" />
    </>
  );
  return (
    <Popover
      face={face}
      label={`${cost}. Details of the run`}
      class="tgw-quiet tgw-facts-button"
      action="details"
    >
      {() => <Sheet />}
    </Popover>
  );
}
