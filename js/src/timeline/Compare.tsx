/** Two steps beside each other: their parameters' texts as word diffs, their scores and cost. */

import { useMemo } from "preact/hooks";
import { dollars, figure, listed, plural } from "../format.ts";
import { Changes } from "../review/Changes.tsx";
import { diff } from "../review/diff.ts";
import { Press } from "../review/Press.tsx";
import { piecesOf } from "../review/pieces.ts";
import { Layout } from "../review/Taking.tsx";
import type { StepState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { type Pair, pairs, toggleComparing } from "./comparing.ts";
import { measures } from "./curves.ts";
import { factsOf, nameOf } from "./words.ts";

const NONE: ReadonlySet<number> = new Set();

function Choice({ label, place, other }: { label: string; place: number; other: number }) {
  const view = useView();
  const steps = useLive((state) => state.steps);
  return (
    <select
      class="tgw-select"
      aria-label={label}
      value={String(place)}
      onChange={(event) => {
        view.compared.value = [other, Number(event.currentTarget.value)];
      }}
    >
      {steps.map((step, at) => (
        <option key={at} value={String(at)} disabled={at === other}>
          {nameOf(step)}
        </option>
      ))}
    </select>
  );
}

/** What became of a step. */
function Facts({ place }: { place: number }) {
  const { client } = useView().session;
  const step = useLive((state, at) => state.steps[at], place);
  const ended = useLive((state) => state.ended);
  return (
    <span dir="auto">
      <strong>{step && nameOf(step)}</strong>
      {step && ` · ${factsOf(step, ended, client).join(" · ")}`}
    </span>
  );
}

/** What changed in figures from one step to another: "score +0.3, $0.02 more". */
function difference(steps: readonly StepState[], from: number, to: number): string {
  const [before, after] = [steps[from]?.scores, steps[to]?.scores];
  const scores = measures(steps).flatMap((name) => {
    const [old, now] = [before?.get(name), after?.get(name)];
    if (old === undefined || now === undefined) return [];
    return [`${name} ${now >= old ? "+" : "−"}${figure(Math.abs(now - old))}`];
  });
  const costs = steps.slice(from + 1, to + 1).map(({ totals }) => totals.cost);
  const known = costs.every((cost) => cost !== null);
  const spent = costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0);
  const cost = !known ? "cost unknown" : spent > 0 ? `for ${dollars(spent)}` : "";
  return listed([...scores, cost]);
}

function Changed({ pair, side }: { pair: Pair; side: boolean }) {
  const { role, before, after } = pair;
  const pieces = useMemo(() => piecesOf(diff(before, after)), [before, after]);
  return (
    <section class="tgw-compared">
      <h4 class="tgw-label" dir="auto">
        {role}
      </h4>
      <Changes pieces={pieces} left={NONE} side={side} />
    </section>
  );
}

function Comparison({ from, to }: { from: number; to: number }) {
  const view = useView();
  const steps = useLive((state) => state.steps);
  const found = useMemo(() => pairs(view, from, to), [view, from, to, steps]);
  const changed = found.filter(({ before, after }) => before !== after);
  const same = found.filter((pair) => !changed.includes(pair));
  const side = view.side.value && view.wide.value;
  return (
    <section class="tgw-compare" aria-label="Two steps compared">
      <div class="tgw-compare-head">
        <Choice label="Compare" place={from} other={to} />
        <span aria-hidden="true">→</span>
        <Choice label="with" place={to} other={from} />
        <strong class="tgw-difference">{difference(steps, from, to)}</strong>
        <Layout />
        <Press
          look="quiet"
          shape="close"
          aria-label="Close the comparison (Esc)"
          press={() => toggleComparing(view)}
          keyed="Esc"
        />
      </div>
      <div class="tgw-compare-facts" data-side={side}>
        <Facts place={from} />
        <Facts place={to} />
      </div>
      {changed.map((pair) => (
        <Changed key={pair.node} pair={pair} side={side} />
      ))}
      {!changed.length && <p class="tgw-muted">No text differs between these two.</p>}
      {changed.length > 0 && same.length > 0 && (
        <p class="tgw-muted" dir="auto">
          {`${plural(same.length, "text")} the same: ${same.map(({ role }) => role).join(", ")}`}
        </p>
      )}
    </section>
  );
}

export function Compare() {
  const chosen = useView().compared.value;
  if (!chosen) return null;
  return <Comparison from={Math.min(...chosen)} to={Math.max(...chosen)} />;
}
