/** Where a moment stands on the strip: every step is as wide as the others, within it time runs. */

import type { Past } from "../store/past.ts";
import type { StepState } from "../store/state.ts";

/** When each mark of the strip is played, in seconds, ascending; the first is the beginning. */
export type Track = readonly number[];

export function trackOf(steps: readonly StepState[], past: Past): Track {
  return steps.map(({ step, committed }) => {
    if (step === 0) return 0;
    return committed ? past.timeOf(committed.seq) : past.length;
  });
}

/** The place of a second, from 0 to 1. */
export function placeOf(track: Track, second: number): number {
  const last = track.length - 1;
  if (last < 1) return 1;
  let i = 1;
  while (i < last && second > (track[i] as number)) i += 1;
  const [from, to] = [track[i - 1] as number, track[i] as number];
  const within = to > from ? Math.min(1, Math.max(0, (second - from) / (to - from))) : 1;
  return (i - 1 + within) / last;
}

/** The second at a place from 0 to 1. */
export function secondAt(track: Track, place: number): number {
  const last = track.length - 1;
  if (last < 1) return 0;
  const at = Math.min(1, Math.max(0, place)) * last;
  const i = Math.min(last - 1, Math.floor(at));
  const [from, to] = [track[i] as number, track[i + 1] as number];
  return from + (at - i) * (to - from);
}
