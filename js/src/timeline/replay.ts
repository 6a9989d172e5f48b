/** Play the run again: its moments in their own time or faster, long pauses cut. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { calm } from "../graph/camera.ts";
import type { Past } from "../store/past.ts";

export const SPEEDS = [1, 2, 5, 10, 20] as const;

/** Seconds between two pictures for who asked for little motion. */
const CALM = 0.5;

/** Seconds after which a page that was not drawn goes on where it was. */
const LATE = 0.25;

export interface Replay {
  readonly playing: ReadonlySignal<boolean>;
  readonly speed: Signal<number>;
  stop(): void;
  /** Go on from the moment that is shown, or from the beginning; or stop. */
  toggle(): void;
}

export function createReplay(moment: Signal<number | null>, past: Past): Replay {
  const playing = signal(false);
  const speed = signal<number>(1);
  let second = 0;
  let frame = 0;
  let shown: number | null = null;
  let drawn = 0;

  const stop = () => {
    cancelAnimationFrame(frame);
    playing.value = false;
  };
  /** Let so many seconds pass; at the end the present is shown again. */
  const advance = (seconds: number) => {
    if (moment.value === null) return stop();
    // Somebody went elsewhere meanwhile.
    if (moment.value !== shown) second = past.timeOf(moment.value);
    second += seconds * speed.value;
    drawn += seconds;
    const over = second >= past.length;
    if (over || !calm() || drawn >= CALM) {
      drawn = 0;
      moment.value = over ? null : past.seqAt(second);
    }
    shown = moment.value;
    if (over) stop();
  };
  return {
    playing,
    speed,
    stop,
    toggle() {
      if (playing.value) return stop();
      if (!past.length) return;
      moment.value ??= past.seqAt(0);
      shown = moment.value;
      second = past.timeOf(shown);
      playing.value = true;
      let before = performance.now();
      const step = (now: number) => {
        advance(Math.min(LATE, Math.max(0, now - before) / 1000));
        before = now;
        if (playing.value) frame = requestAnimationFrame(step);
      };
      frame = requestAnimationFrame(step);
    },
  };
}
