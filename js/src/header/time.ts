/** The run's clock between events. */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { useLive, useView } from "../view.ts";

/** Milliseconds between two looks at it. */
const TICK = 500;

/** Seconds since the run began, as they pass; they stand still where nobody works. */
export function useTime(): ReadonlySignal<number> {
  const { session } = useView();
  const now = useSignal(performance.now());
  const works = useLive((state) => state.pace.since !== null && !state.ended);
  const ticks = works && session.kernel;
  useEffect(() => {
    if (!ticks) return undefined;
    const timer = setInterval(() => {
      now.value = performance.now();
    }, TICK);
    return () => clearInterval(timer);
  }, [ticks, now]);
  return useComputed(() => {
    const { t, pace } = session.present.value;
    const passes = session.kernel && pace.since !== null;
    return t + (passes ? Math.max(0, now.value - session.heard.value) / 1000 : 0);
  });
}
