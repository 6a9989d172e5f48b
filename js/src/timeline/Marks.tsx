/** One mark a step, at its end: what became of it is its shape. */

import type { StepState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { factsOf, fateOf, nameOf, undone } from "./words.ts";

/** Marks with their number at most; from how many steps on they are mere ticks. */
const NUMBERED = 12;
const DENSE = 40;

/** How far numbers stand apart, so that there is room for them. */
function stride(count: number): number {
  for (const by of [1, 2, 5, 10, 20, 50, 100, 200]) if (count / by <= NUMBERED) return by;
  return Math.ceil(count / NUMBERED);
}

export function Marks({ steps }: { steps: readonly StepState[] }) {
  const { compared, session } = useView();
  const ended = useLive((state) => state.ended);
  const tree = useLive(({ commits, head }) => ({ commits, head }));
  const off = undone(tree);
  const { commits } = tree;
  const last = Math.max(1, steps.length - 1);
  const by = stride(steps.length);
  return (
    <ol class="tgw-marks" aria-label="Steps" data-dense={last > DENSE}>
      {steps.map((step, place) => {
        const gone = off.has(step.step);
        const facts = [...factsOf(step, ended, session.client), ...(gone ? ["undone"] : [])];
        const named = commits.find((one) => one.source === null && one.step === step.step)?.name;
        const words = `${nameOf(step)}${named ? ` “${named}”` : ""}: ${facts.join(", ")}`;
        const chosen = compared.value?.includes(place) === true;
        return (
          <li
            key={place}
            class="tgw-step-mark"
            data-step={step.step}
            data-fate={fateOf(step, ended)}
            data-undone={gone}
            data-chosen={chosen}
            title={words}
            style={`left:${(100 * place) / last}%`}
          >
            <i role="img" aria-label={words} />
            {(step.step % by === 0 || chosen) && (
              <span aria-hidden="true">{step.step === 0 ? "start" : step.step}</span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
