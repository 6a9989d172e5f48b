/** A bar in three parts, forward, backward and proposal, and the time that it takes. */

import { useComputed } from "@preact/signals";
import { clock, listed, plural } from "../format.ts";
import { worked } from "../store/pace.ts";
import { useLive, useView } from "../view.ts";
import { type Progress as Known, progress, rounded } from "./progress.ts";
import { useTime } from "./time.ts";

const percent = (share: number) => Math.round(100 * share);

/** What is left of what: "about 0:20 left of this step"; empty where nobody can tell. */
export function leftOf({ left, of }: Known): string {
  if (left === null || left < 1) return "";
  const whole = of === "run" ? "" : of === "step" ? " of this step" : " of this phase";
  return `about ${clock(rounded(left))} left${whole}`;
}

export function Progress() {
  const { session } = useView();
  const time = useTime();
  const now = useComputed(() => progress(session.present.value, time.value));
  const { phase, step, calls, ended } = useLive((state) => ({
    phase: state.phase,
    step: state.step,
    calls: state.inFlight.length,
    ended: state.ended !== null,
  }));
  const known = now.value;
  const left = leftOf(known);
  const took = clock(worked(session.present.value.pace, time.value));
  const where = step > 0 ? [`step ${step}`, phase] : [phase];
  const said = [...where, calls > 0 ? plural(calls, "call") : "", left];
  return (
    <div class="tgw-progress">
      <div
        class="tgw-meter"
        role="progressbar"
        aria-label="Progress"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={known.share === null ? undefined : percent(known.share)}
        aria-valuetext={listed(said)}
      >
        {known.parts.map(({ phase, share }) => (
          <span key={phase} data-phase={phase} data-unknown={share === null}>
            <span style={share === null ? undefined : { width: `${percent(share)}%` }} />
          </span>
        ))}
      </div>
      <span class="tgw-elapsed" title="Time at work, without pauses and questions">
        {took}
      </span>
      <span class="tgw-left" title={left} hidden={ended}>
        {left ? `≈ ${clock(rounded(known.left ?? 0))} left` : ""}
      </span>
    </div>
  );
}
