/** One model call: what was sent, what came back, what it took. */

import { dollars, duration, short } from "../format.ts";
import type { CallState } from "../store/state.ts";
import { purposeOf } from "../store/status.ts";
import { Muted } from "../text/Muted.tsx";
import { useSlice } from "../view.ts";
import { type Facts, Pairs } from "./Pairs.tsx";
import { Part } from "./Part.tsx";
import { Wrong } from "./Words.tsx";

const PROVENANCE: Readonly<Record<string, string>> = {
  live: "live: a provider answered",
  local: "local: a server near by answered",
  recorded: "recorded: played back",
  simulated: "simulated: rules, no language model",
};

/** What is known of a call, each with its name; what is not known says so. */
function facts({ started, finished }: CallState): Facts {
  const { model, engine, provenance } = finished ?? started;
  const about: [string, string][] = [
    ["model", model === started.model ? model : `${model}, in place of ${started.model}`],
    ["engine", engine === model ? "" : engine],
    ["provenance", PROVENANCE[provenance] ?? provenance],
  ];
  if (finished) {
    const { tokens_in, tokens_out, cost, saved, cached, seconds, first_token } = finished;
    const count = (tokens: number | null) => (tokens === null ? "unknown" : short(tokens));
    const guess = finished.estimated ? "≈ " : "";
    about.push(
      ["tokens", `${guess}${count(tokens_in)} in, ${guess}${count(tokens_out)} out`],
      ["cost", dollars(cost)],
      ["time", `${duration(seconds)}${cached ? "" : `, first token ${duration(first_token)}`}`],
      ["cache", cached ? `hit${saved ? `, saved ${dollars(saved)}` : ""}` : "not from it"],
      ["attempts", finished.attempts > 1 ? String(finished.attempts) : ""],
      ["ended", finished.finish === "stop" ? "" : finished.finish],
    );
  }
  return about;
}

export function Call({ id }: { id: string }) {
  const call = useSlice((state, key) => state.calls.get(key), id);
  const purpose = useSlice((state, key) => {
    const known = state.calls.get(key);
    return known ? purposeOf(state, known) : "";
  }, id);
  if (!call) return null;
  return (
    <details class="tgw-call" data-call-status={call.status}>
      <summary>
        <span>{purpose}</span>
        <Muted>{call.status}</Muted>
      </summary>
      <Pairs class="tgw-facts" of={facts(call)} />
      <Wrong
        lines={call.error ? [...call.attempts, `${call.error}: ${call.message}`] : call.attempts}
      />
      {call.started.system + call.started.prompt === "" && (
        <p class="tgw-facts tgw-muted">What was sent is not kept: the log was too long.</p>
      )}
      <Part title="system prompt" text={call.started.system} of={purpose} />
      <Part title="prompt" text={call.started.prompt} of={purpose} />
      <Part title="reasoning" text={call.reasoning} of={purpose} kind="reasoning" />
      <Part title="reply" text={call.text} of={purpose} />
    </details>
  );
}
