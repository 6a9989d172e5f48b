/** One glance: where are we, who is speaking, what did it cost. */

import { ExportButton } from "../export/Export.tsx";
import { listed, plural, tokens } from "../format.ts";
import { HelpButton } from "../help/Help.tsx";
import { Icon } from "../icons.tsx";
import { runState, turn, waits } from "../store/status.ts";
import type { State } from "../store.ts";
import { PHASES } from "../timeline/words.ts";
import { useLive, useView } from "../view.ts";
import { AskAgain } from "../who/Rest.tsx";
import { whose } from "../who/words.ts";
import { You } from "../who/You.tsx";
import { PauseButton, StopButton } from "./Controls.tsx";
import { cache, Facts } from "./Facts.tsx";
import { Progress } from "./Progress.tsx";

function wordOf(state: State): string {
  const phase = phaseOf(state);
  if (phase === "review") return turn(state);
  if (phase === "ended") return "done";
  return phase === "paused" ? phase : (PHASES[phase] ?? phase);
}

/** What the run does now; a question goes before a pause. */
function phaseOf(state: State): State["phase"] | "paused" {
  const now = runState(state);
  if (now === "asking" || now === "waiting-retry") return "review";
  return now === "paused" ? "paused" : state.phase;
}

/** How many calls are in flight, and how many of them wait; in a pause, how many still end. */
function callsOf(state: State): string {
  const { calls, inFlight, paused } = state;
  const all = inFlight.length;
  if (!paused) {
    const held = inFlight.filter((id) => waits(calls.get(id))).length;
    const some = held ? `${held < all ? `, ${held}` : ""} waiting` : "";
    return all ? plural(all, "call") + some : "";
  }
  const ending = inFlight.filter((id) => calls.get(id)?.status === "running").length;
  if (ending > 0) return `${plural(ending, "call")} still ending`;
  return runState(state) === "paused" ? "" : "paused";
}

// A provider that answers live is what one expects.
const MEANING: Readonly<Record<string, string>> = {
  simulated: "rules, no language model",
  recorded: "played from a file",
};

function Provenance() {
  const names = useLive((state) => state.provenances.filter((name) => name !== "live").join("\n"));
  if (!names) return null;
  const all = names.split("\n");
  return (
    <span
      class="tgw-provenance"
      data-simulated={all.includes("simulated")}
      title={all.map((name) => listed([name, MEANING[name]], " — ")).join(" · ")}
    >
      {all.map((name, place) => (
        <span key={name}>
          {place > 0 && " · "}
          {name}
          {MEANING[name] && <span class="tgw-meaning">{` — ${MEANING[name]}`}</span>}
        </span>
      ))}
    </span>
  );
}

export function Header() {
  const { client, kernel } = useView().session;
  const { name, step, of, phase, calls, model, said, saved, outcome, by, word, replayed } = useLive(
    (state) => ({
      name: state.run?.name ?? "",
      step: state.step,
      of: state.planned > 0 && state.planned >= state.step ? ` of ${state.planned}` : "",
      phase: phaseOf(state),
      calls: callsOf(state),
      model: state.provenances.includes(state.model) ? "" : state.model,
      said: tokens(state.totals),
      saved: cache(state),
      outcome: state.ended?.outcome ?? "",
      by: state.paused?.by ?? "",
      word: wordOf(state),
      replayed: state.replayed,
    }),
  );
  return (
    <header class="tgw-header">
      <div class="tgw-where">
        <strong class="tgw-name" dir="auto" title={name}>
          {name || "tgwidget"}
        </strong>
        {replayed && (
          <span class="tgw-replay" title="Shown again from its log; nothing can be decided in it">
            replay
          </span>
        )}
        {step > 0 && <span class="tgw-step">{`step ${step}${of}`}</span>}
        <span
          class="tgw-phase"
          data-phase={kernel ? phase : "idle"}
          data-outcome={outcome}
          title={phase === "paused" ? `Paused by ${whose(by, "", client)}` : undefined}
        >
          {phase === "paused" && <Icon name="pause" />}
          {outcome || (kernel || phase === "idle" ? word || phase : "cut off")}
        </span>
        <span class="tgw-calls">{calls}</span>
        <AskAgain />
      </div>
      <Progress />
      <div class="tgw-took">
        <Provenance />
        <span class="tgw-model" dir="auto" title={model}>
          {model}
        </span>
        <span class="tgw-cache">{saved}</span>
        <span class="tgw-tokens">{said}</span>
        <Facts />
      </div>
      <div class="tgw-run-controls">
        {kernel && <PauseButton />}
        {kernel && <StopButton />}
        {kernel && <You />}
        <ExportButton />
        <HelpButton />
      </div>
    </header>
  );
}
