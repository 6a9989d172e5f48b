/** Under the picture: the steps, how they scored, what they cost, and the way to any moment. */

import { dollars, figure, tokens } from "../format.ts";
import { Tree, useTree } from "../history/Tree.tsx";
import { toggleTree } from "../history/tree.ts";
import { Press } from "../review/Press.tsx";
import { useLive, useSlice, useView } from "../view.ts";
import { Compare } from "./Compare.tsx";
import { toggleComparing } from "./comparing.ts";
import { inDollars, MOST, measures } from "./curves.ts";
import { SPEEDS } from "./replay.ts";
import { Strip } from "./Strip.tsx";

function Controls() {
  const view = useView();
  const { replay, compared } = view;
  const comparable = useLive((state) =>
    state.steps.some(({ step, committed }) => step && committed),
  );
  const several = useLive((state) => state.commits.length > 1);
  const tree = useTree();
  const { playing, speed } = replay;
  return (
    <div class="tgw-transport">
      <Press
        look="quiet"
        shape={playing.value ? "pause" : "resume"}
        called="replay"
        aria-label={playing.value ? "Stop the replay" : "Replay the run"}
        title="Replay the run; waiting is cut to 2 seconds"
        press={() => replay.toggle()}
      />
      <select
        class="tgw-select"
        aria-label="Speed of the replay"
        value={String(speed.value)}
        onChange={(event) => {
          speed.value = Number(event.currentTarget.value);
        }}
      >
        {SPEEDS.map((times) => (
          <option key={times} value={String(times)}>{`${times}×`}</option>
        ))}
      </select>
      {comparable === true && (
        <Press
          called="compare"
          look="quiet"
          aria-expanded={compared.value !== null}
          press={() => toggleComparing(view)}
        >
          Compare
        </Press>
      )}
      {several && (
        <Press
          called="history"
          look="quiet"
          aria-expanded={tree}
          keyed="h"
          press={() => toggleTree(view)}
        >
          History
        </Press>
      )}
    </div>
  );
}

/** The figures at the moment that is shown; each stands for a line of the strip. */
function Figures() {
  const names = useLive((state) => measures(state.steps));
  const { steps, totals } = useSlice(({ steps, totals }) => ({ steps, totals }));
  const money = useLive((state) => inDollars(state.steps));
  const latest = (name: string) =>
    steps.findLast(({ scores }) => scores.has(name))?.scores.get(name);
  return (
    <dl class="tgw-figures">
      {names.slice(0, MOST).map((name, place) => {
        const value = latest(name);
        return (
          <div key={name}>
            <dt dir="auto" title={name}>
              <svg
                class="tgw-sample tgw-curve"
                data-place={place}
                viewBox="0 0 18 6"
                aria-hidden="true"
              >
                <path d="M1 3h16" />
              </svg>
              <span>{name}</span>
            </dt>
            <dd>{value === undefined ? "–" : figure(value)}</dd>
          </div>
        );
      })}
      <div>
        <dt>
          <svg class="tgw-sample" viewBox="0 0 18 6" aria-hidden="true">
            <path class="tgw-bars" d="M1 0h16v6H1z" />
            <path class="tgw-spent" d="M1 5L17 1" />
          </svg>
          <span>{money ? "cost" : "tokens"}</span>
        </dt>
        <dd>{money ? dollars(totals.cost) : tokens(totals).replace(/ tokens$/, "")}</dd>
      </div>
    </dl>
  );
}

export function Timeline() {
  const { whole } = useView();
  const begun = useLive((state) => state.steps.length > 1);
  if (!begun) return null;
  if (!whole.value) return <div class="tgw-timeline tgw-unfilled" />;
  return (
    <section class="tgw-timeline" aria-label="Timeline">
      <div class="tgw-timeline-line">
        <Controls />
        <Strip />
        <Figures />
      </div>
      <Compare />
      <Tree />
    </section>
  );
}
