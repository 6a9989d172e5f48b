/** The picture: lanes, edges behind, cards in front, in a box that scrolls. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useSlice, useView } from "../view.ts";
import { Cards } from "./Cards.tsx";
import { Lanes } from "./Lanes.tsx";
import { Minimap } from "./Minimap.tsx";
import { Sheet } from "./Sheet.tsx";
import { cardUnder, TINY } from "./viewport.ts";
import { createWalk } from "./walking.ts";

function Empty() {
  const started = useSlice((state) => state.run !== null);
  return (
    <div class="tgw-empty">
      <strong>{started ? "Nothing has run yet" : "Waiting for the run"}</strong>
      <span>
        {started
          ? "Variables and model calls appear here as the cell runs."
          : "The kernel has not told of it yet."}
      </span>
    </div>
  );
}

/** Go where something happens, and where the person asks to go. */
function useGoing(): void {
  const { camera, scene, sought } = useView();
  const active = useSlice((state) => state.active);
  const following = camera.following.value;
  const width = useComputed(() => camera.seen.value.right - camera.seen.value.left).value;
  const find = (key: string) => scene.peek().boxes.get(scene.peek().drawnAs.get(key) ?? "");
  useLayoutEffect(() => {
    const box = find(active ?? "");
    if (box !== undefined && following) camera.look(box);
  }, [active, following, width]);
  const wanted = sought.value;
  useLayoutEffect(() => {
    const box = find(wanted?.key ?? "");
    if (box === undefined) return;
    camera.following.value = false;
    camera.look(box, true);
  }, [wanted]);
}

function Picture() {
  const view = useView();
  const { camera, selected } = view;
  const { width, height, strips } = view.scene.value;
  const box = useRef<HTMLElement>(null);
  // Where steps have no room for their names above them, these stand beside.
  const tiny = useComputed(() => camera.zoom.value < TINY).value;
  const walk = useMemo(() => createWalk(view), [view]);
  useLayoutEffect(() => (box.current === null ? undefined : camera.attach(box.current)), [camera]);
  useLayoutEffect(() => view.tidying.watch(), [view]);
  useGoing();

  /** From afar a card is a block on the canvas. */
  const pick = (event: MouseEvent) => {
    const ground = event.currentTarget as HTMLElement;
    if ((event.target as Element).closest(".tgw-card") || "dragging" in ground.dataset) return;
    const place = ground.getBoundingClientRect();
    const z = camera.zoom.value;
    const [x, y] = [event.clientX - place.left, event.clientY - place.top];
    const { left, top } = camera.seen.value;
    const key = cardUnder(view.scene.value, (left + x) / z, (top + y) / z);
    if (key !== undefined) selected.value = key;
  };
  return (
    <div class="tgw-graph-box" style={{ "--tgw-content": `${Math.ceil(height)}px` }}>
      <section
        class="tgw-graph"
        ref={box}
        aria-label="Graph"
        data-tiny={tiny}
        onKeyDown={walk.press}
        onFocusIn={walk.focused}
        onClick={pick}
      >
        <div class="tgw-extent" style={{ "--tgw-width": width, "--tgw-height": height }}>
          <Sheet />
          <div class="tgw-stage">
            <Lanes strips={strips} />
            <Cards walk={walk} />
          </div>
        </div>
      </section>
      <Minimap />
    </div>
  );
}

export function Graph() {
  const empty = useSlice((state) => state.cards.size === 0);
  return empty ? <Empty /> : <Picture />;
}
