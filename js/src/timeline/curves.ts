/** Curves over the steps, as paths in a box of 1000 by 100: an own few lines are all that it takes. */

import type { StepState } from "../store/state.ts";

export const BOX = { width: 1000, height: 100 } as const;

/** Scores drawn at most; more would be a tangle. */
export const MOST = 4;

/** Room above and below a line, so that it is not cut. */
const MARGIN = 12;

export interface Curve {
  readonly name: string;
  readonly line: string;
  readonly dots: string;
}

export interface Costs {
  /** Whether they are dollars, else tokens. */
  readonly dollars: boolean;
  /** A bar for each step. */
  readonly bars: string;
  /** What was spent in all, step by step. */
  readonly line: string;
}

const round = (value: number) => Math.round(value * 10) / 10;
const across = (place: number, last: number) => round((BOX.width * place) / Math.max(1, last));
const up = (share: number) => round(BOX.height - MARGIN - share * (BOX.height - 2 * MARGIN));

/** From where to where scores are drawn: shares of one whole keep their whole. */
function range(values: readonly number[]): readonly [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low >= 0 && high <= 1) return [0, 1];
  return low === high ? [low - 1, high + 1] : [low, high];
}

/** The names of all scores, in the order they came. */
export function measures(steps: readonly StepState[]): readonly string[] {
  return [...new Set(steps.flatMap(({ scores }) => [...scores.keys()]))];
}

/** One line for each score; steps without it are passed over. */
export function scoreCurves(steps: readonly StepState[]): readonly Curve[] {
  const last = steps.length - 1;
  return measures(steps)
    .slice(0, MOST)
    .map((name) => {
      const known = steps.flatMap(({ scores }, place) => {
        const value = scores.get(name);
        return value === undefined ? [] : [[place, value] as const];
      });
      const [low, high] = range(known.map(([, value]) => value));
      const points = known.map(
        ([place, value]) => `${across(place, last)} ${up((value - low) / (high - low))}`,
      );
      return {
        name,
        line: `M${points.join("L")}`,
        dots: points.map((point) => `M${point}h0`).join(""),
      };
    });
}

/** Whether money was spent, and how much is known, so that it says more than tokens. */
export function inDollars(steps: readonly StepState[]): boolean {
  const costs = steps.map(({ totals }) => totals.cost);
  return costs.every((cost) => cost !== null) && costs.some((cost) => cost !== 0);
}

/** What each step took, and what they took together. */
export function costCurves(steps: readonly StepState[]): Costs | null {
  const dollars = inDollars(steps);
  const took = steps.map(({ totals }) => (dollars ? (totals.cost ?? 0) : totals.tokens));
  const most = Math.max(...took);
  if (!(most > 0)) return null;
  const last = steps.length - 1;
  const width = BOX.width / Math.max(1, last);
  const gap = Math.min(width * 0.25, 6);
  const all = took.reduce((sum, one) => sum + one, 0);
  let [bars, line, sum] = ["", `M0 ${up(0)}`, 0];
  took.forEach((one, place) => {
    if (place === 0) return;
    const left = across(place - 1, last) + gap / 2;
    const top = round(BOX.height - (one / most) * (BOX.height - MARGIN));
    if (one > 0)
      bars += `M${round(left)} ${BOX.height}V${top}h${round(width - gap)}V${BOX.height}z`;
    sum += one;
    line += `L${across(place, last)} ${up(sum / all)}`;
  });
  return { dollars, bars, line };
}
