/** The cards that are seen, or nearly: only these are in the page. */

import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useView } from "../view.ts";
import { Card } from "./Card.tsx";
import { Group } from "./Group.tsx";
import type { Box, Scene } from "./scene.ts";
import { drawn, FAR, KEEP_ALL, overlaps, scaled } from "./viewport.ts";
import type { Walk } from "./walking.ts";

/** Milliseconds in which a new card appears. */
const APPEARS = 400;
/** Cards that come into the page in one frame: who moves is not held up by many at once. */
const AT_ONCE = 12;

/** Where nothing is ever measured, as in tests, all cards are shown; else none until there is room. */
const UNMEASURED = typeof ResizeObserver === "undefined";

/** Keys of the cards that came just now; what is scrolled into sight came before. */
function useFresh(scene: Scene): ReadonlyMap<string, number> {
  const before = useRef<Scene["drawnAs"] | null>(null);
  const fresh = useRef(new Map<string, number>());
  if (before.current !== scene.drawnAs) {
    const now = performance.now();
    for (const [key, since] of fresh.current) {
      if (now - since > APPEARS) fresh.current.delete(key);
    }
    if (before.current) {
      for (const key of scene.drawnAs.keys()) {
        if (!before.current.has(key)) fresh.current.set(key, now);
      }
    }
    before.current = scene.drawnAs;
  }
  return fresh.current;
}

type Placed = readonly [key: string, box: Box];

/** Those of the cards that are there by now, and a few more in each frame; else blocks stand there. */
function useComing(cards: readonly Placed[], first: string | undefined): readonly Placed[] {
  const { behind } = useView();
  const there = useRef<ReadonlySet<string>>(new Set());
  const turn = useSignal(0);
  void turn.value;
  let room = UNMEASURED ? cards.length : AT_ONCE;
  const coming = cards.filter(([key]) => key === first || there.current.has(key) || room-- > 0);
  useLayoutEffect(() => {
    there.current = new Set(coming.map(([key]) => key));
    behind.value = coming.length < cards.length;
    if (!behind.value) return undefined;
    const frame = requestAnimationFrame(() => {
      turn.value += 1;
    });
    return () => cancelAnimationFrame(frame);
  });
  return coming;
}

export function Cards({ walk }: { walk: Walk }) {
  const view = useView();
  const { zoom, seen } = view.camera;
  const scene = view.scene.value;
  const fresh = useFresh(scene);
  const far = useComputed(() => zoom.value < FAR).value;
  // Changes only when the view has moved by a good deal, so scrolling draws nothing anew.
  const part = useComputed(() => JSON.stringify(scaled(drawn(seen.value), 1 / zoom.value))).value;
  const width = useComputed(() => seen.value.right - seen.value.left).value;
  const at = walk.at.value;
  const window = JSON.parse(part);
  const all = [...scene.boxes];
  const near = all.filter(
    ([key, box]) =>
      // What has the focus must not go from under it.
      key === at ||
      (width === 0 ? UNMEASURED : (!far && all.length <= KEEP_ALL) || overlaps(box, window)),
  );
  // One card has the tab stop: the one that was walked to, else the first.
  const stop = near.some(([key]) => key === at) ? at : near[0]?.[0];
  // From afar the canvas shows the cards; the one that has the focus is still a button.
  const cards = useComing(far && width > 0 ? near.filter(([key]) => key === stop) : near, stop);
  const root = useRef<HTMLDivElement>(null);
  const { regain } = view.finding;
  useLayoutEffect(() => {
    if (scene.boxes.has(regain.card)) {
      walk.to(regain.card);
      regain.card = "";
    }
    walk.arrive(root.current);
  });
  return (
    <div ref={root}>
      {cards.map(([key, box]) => {
        const members = scene.groups.get(key);
        const given = { id: key, box, far, stop: key === stop, fresh: fresh.has(key) };
        return members ? (
          <Group key={key} {...given} members={members} />
        ) : (
          <Card key={key} {...given} />
        );
      })}
    </div>
  );
}
