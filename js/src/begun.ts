/** What a person has begun and not sent, kept by this tab of the browser through a reload. */

import { batch, effect, untracked } from "@preact/signals";
import type { View } from "./view.ts";

const nameOf = (run: string) => `tgwidget begun ${run}`;

/** Where each is kept: texts by what they are for, and what was picked and opened. */
const places = (view: View) => [
  view.chosen,
  view.left,
  view.blends,
  view.marks,
  view.editing,
  view.saying,
];
const texts = (view: View) => [view.drafts, view.reasons];

const packed = (_: string, value: unknown) =>
  value instanceof Map ? { map: [...value] } : value instanceof Set ? { set: [...value] } : value;

const unpacked = (_: string, value: { map?: unknown; set?: unknown } | null) => {
  if (Array.isArray(value?.map)) return new Map(value.map);
  return Array.isArray(value?.set) ? new Set(value.set) : value;
};

/** Keep what is begun as it stands now. */
export function keepBegun(view: View): void {
  const { run } = view.session.present.peek();
  if (!run) return;
  const begun = [texts(view), places(view).map((place) => place.peek())];
  try {
    sessionStorage.setItem(nameOf(run.run), JSON.stringify(begun, packed));
  } catch {
    // A browser may refuse to keep anything.
  }
}

function take(view: View, run: string): void {
  try {
    const kept = JSON.parse(sessionStorage.getItem(nameOf(run)) ?? "", unpacked);
    texts(view).forEach((map, place) => {
      for (const [key, text] of kept[0][place]) map.set(key, text);
    });
    batch(() => {
      places(view).forEach((place, at) => {
        place.value = kept[1][at] ?? place.peek();
      });
    });
  } catch {
    // Nothing was kept, or not by us.
  }
}

/** Go on with what was begun in this tab before it was loaded anew, once the run is known. */
export function takeUp(view: View): View {
  const stop = effect(() => {
    const { run } = view.session.present.value;
    // A browser is slow to say what it keeps: the picture goes first.
    if (!run || !view.whole.value) return;
    untracked(() => take(view, run.run));
    queueMicrotask(() => stop());
  });
  return view;
}
