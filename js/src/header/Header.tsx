/** One glance: where are we, who is speaking, what did it cost. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { amount, clock, dollars, limits, plural, tokens } from "../format.ts";
import { HelpButton } from "../help/Help.tsx";
import { Icon } from "../icons.tsx";
import { runState } from "../store/status.ts";
import type { State } from "../store.ts";
import { useLive, useView } from "../view.ts";

const PHASES: Readonly<Record<State["phase"], string>> = {
  idle: "ready",
  forward: "forward",
  backward: "backward",
  step: "proposal",
  review: "your turn",
  ended: "done",
};

function waits(state: State): boolean {
  return ["asking", "waiting-retry"].includes(runState(state));
}

const MEANING: Readonly<Record<string, string>> = {
  simulated: "simulated — rules, no language model",
  recorded: "recorded — played from a file",
};

function provenance(names: readonly string[]): string {
  return names.map((name) => MEANING[name] ?? name).join(" · ");
}

/** Seconds since the run began, ticking between events until it ends. */
function Elapsed() {
  const { session } = useView();
  const now = useSignal(performance.now());
  const ended = useLive((state) => state.ended !== null) || !session.kernel;
  useEffect(() => {
    if (ended) return undefined;
    const timer = setInterval(() => {
      now.value = performance.now();
    }, 500);
    return () => clearInterval(timer);
  }, [ended, now]);
  const text = useComputed(() => {
    const { t, run, ended } = session.state.value;
    const still = run === null || ended !== null || !session.kernel;
    const since = still ? 0 : (now.value - session.heard.value) / 1000;
    return clock(t + Math.max(0, since));
  });
  return (
    <span class="tgw-elapsed" title="Time since the run began">
      {text}
    </span>
  );
}

function StopButton() {
  const { session } = useView();
  const ended = useLive((state) => state.ended !== null || state.run === null);
  const asked = useSignal(false);
  const stop = async () => {
    asked.value = true;
    if (!(await session.dispatch({ type: "Stop" }))) asked.value = false;
  };
  const stopping = asked.value && !ended;
  return (
    <button
      type="button"
      class="tgw-button tgw-stop"
      data-action="stop"
      disabled={ended || stopping}
      onClick={stop}
    >
      <Icon name="stop" />
      {stopping ? "Stopping…" : "Stop"}
    </button>
  );
}

export function Header() {
  const { kernel } = useView().session;
  const { name, step, phase, calls, model, provenances, totals, budget, outcome } = useLive(
    (state) => ({
      name: state.run?.name ?? "",
      step: state.step,
      phase: waits(state) ? ("review" as const) : state.phase,
      calls: state.inFlight.length,
      model: state.model,
      provenances: state.provenances,
      totals: state.totals,
      budget: state.budget,
      outcome: state.ended?.outcome ?? "",
    }),
  );
  const simulated = provenances.includes("simulated");
  const most = limits(budget);
  return (
    <header class="tgw-header">
      <div class="tgw-where">
        <strong class="tgw-name" dir="auto">
          {name || "tgwidget"}
        </strong>
        <span class="tgw-step">{step > 0 ? `step ${step}` : ""}</span>
        <span class="tgw-phase" data-phase={phase} data-outcome={outcome}>
          {outcome || PHASES[phase] || phase}
        </span>
        <span class="tgw-calls">{calls > 0 ? plural(calls, "call") : ""}</span>
        <Elapsed />
      </div>
      <div class="tgw-cost-line">
        <span class="tgw-provenance" data-simulated={simulated}>
          {provenance(provenances)}
        </span>
        <span class="tgw-model" dir="auto">
          {model}
        </span>
        <span class="tgw-tokens">{tokens(totals)}</span>
        <span
          class="tgw-cost"
          title={`What the finished calls cost, in US dollars${most === "" ? "" : `. Budget: ${most}`}`}
        >
          {totals.cost === null ? "cost unknown" : dollars(totals.cost)}
          {budget?.usd != null && ` of ${amount("usd", budget.usd)}`}
        </span>
        {kernel && <StopButton />}
        <HelpButton />
      </div>
    </header>
  );
}
