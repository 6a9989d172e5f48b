/** Scores as lines, cost as bars and their sum as a thin line. */

import { useMemo } from "preact/hooks";
import type { StepState } from "../store/state.ts";
import { BOX, costCurves, scoreCurves } from "./curves.ts";

export function Curves({ steps }: { steps: readonly StepState[] }) {
  const { costs, scores } = useMemo(
    () => ({ costs: costCurves(steps), scores: scoreCurves(steps) }),
    [steps],
  );
  return (
    <svg
      class="tgw-curves"
      viewBox={`0 0 ${BOX.width} ${BOX.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {costs && (
        <>
          <path class="tgw-bars" d={costs.bars} />
          <path class="tgw-spent" d={costs.line} />
        </>
      )}
      {scores.map(({ name, line, dots }, place) => (
        <g key={name} class="tgw-curve" data-place={place}>
          <path d={line} />
          <path class="tgw-dots" d={dots} />
        </g>
      ))}
    </svg>
  );
}
