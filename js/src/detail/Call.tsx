/** One model call: what was sent, what came back, what it took. */

import { dollars, duration, plural, short } from "../format.ts";
import type { CallState } from "../store/state.ts";
import { purposeOf } from "../store/status.ts";
import { useSlice } from "../view.ts";
import { Words } from "./Words.tsx";

function facts(call: CallState): string {
  const { started, finished } = call;
  const { model, engine, provenance } = finished ?? started;
  const told = [model, engine, provenance].filter((word) => word !== "");
  const named = told.filter((word, index) => told.indexOf(word) === index);
  if (finished === null) return named.join(" · ");
  const { tokens_in, tokens_out, cost, seconds, first_token, attempts } = finished;
  const count = (tokens: number | null) => (tokens === null ? "unknown" : short(tokens));
  const about = finished.estimated ? "≈ " : "";
  return [
    ...named,
    model === started.model ? "" : `in place of ${started.model}`,
    `${about}${count(tokens_in)} tokens in, ${count(tokens_out)} out`,
    cost === null ? "cost unknown" : dollars(cost),
    finished.cached ? "cached" : `${duration(seconds)}, first token ${duration(first_token)}`,
    finished.cached && finished.saved ? `saved ${dollars(finished.saved)}` : "",
    attempts > 1 ? plural(attempts, "attempt") : "",
    finished.finish === "stop" ? "" : `ended: ${finished.finish}`,
  ]
    .filter((word) => word !== "")
    .join(" · ");
}

const SECTIONS = ["system", "prompt"] as const;

export function Call({ id }: { id: string }) {
  const call = useSlice((state, key) => state.calls.get(key), id);
  const purpose = useSlice((state, key) => {
    const known = state.calls.get(key);
    return known === undefined ? "" : purposeOf(state, known);
  }, id);
  if (call === undefined) return null;
  const wrong = call.error === "" ? "" : `${call.error}: ${call.message}`;
  return (
    <details class="tgw-call" data-call-status={call.status}>
      <summary>
        <span>{purpose}</span>
        <span class="tgw-muted">{call.status}</span>
      </summary>
      <p class="tgw-facts" dir="auto">
        {facts(call)}
      </p>
      {call.attempts.map((line) => (
        <p key={line} class="tgw-facts tgw-wrong" dir="auto">
          {line}
        </p>
      ))}
      {wrong !== "" && (
        <p class="tgw-facts tgw-wrong" dir="auto">
          {wrong}
        </p>
      )}
      {SECTIONS.map((name) => (
        <Part key={name} title={name} text={call.started[name]} />
      ))}
      <Part title="reasoning" text={call.reasoning} />
      <Part title="reply" text={call.text} />
    </details>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  if (text === "") return null;
  return (
    <div class="tgw-part">
      <span class="tgw-label">{title}</span>
      <Words text={text} />
    </div>
  );
}
