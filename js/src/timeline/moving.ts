/** Going to another moment; the last one is the present, which goes on. */

import type { View } from "../view.ts";
import { secondAt, type Track, trackOf } from "./track.ts";

/** Back to the present. */
export function toNow({ moment, replay, refocus }: View): void {
  replay.stop();
  refocus.at = "";
  moment.value = null;
}

/** Show the run as it was when event `seq` had just happened. */
export function goTo({ moment, session }: View, seq: number): void {
  const log = session.events();
  const last = log.at(-1)?.seq ?? 0;
  moment.value = seq >= last ? null : Math.max(seq, log[0]?.seq ?? 0);
}

/** Show the moment at a place of the track, from 0 to 1. */
export function goToPlace(view: View, track: Track, place: number): void {
  if (place >= 1) view.moment.value = null;
  else goTo(view, view.past.seqAt(secondAt(track, place)));
}

/** The track of the run as it is now. */
export function trackNow({ session, past }: View): Track {
  return trackOf(session.present.value.steps, past);
}

/** The `seq` of the moment that is shown; the end of the log while it is the present. */
export function seqNow({ moment, session }: View): number {
  return moment.value ?? session.events().at(-1)?.seq ?? 0;
}

/** What a key does to the moment. */
export function pressMoment(view: View, key: string): boolean {
  const { past, session } = view;
  const marks = session.present.value.steps.map(({ committed }) => committed?.seq ?? Infinity);
  const seq = seqNow(view);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowRight: () => past.next(seq, 1),
    ArrowUp: () => past.next(seq, 1),
    ArrowLeft: () => past.next(seq, -1),
    ArrowDown: () => past.next(seq, -1),
    PageUp: () => marks.find((mark) => mark > seq) ?? Infinity,
    PageDown: () => marks.findLast((mark) => mark < seq) ?? 0,
    Home: () => 0,
    End: () => Infinity,
  };
  const move = Object.hasOwn(moves, key) ? moves[key] : undefined;
  if (!move) return false;
  goTo(view, move());
  return true;
}
