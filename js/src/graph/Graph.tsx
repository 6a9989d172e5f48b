/** The picture: lanes, edges behind, cards in front, in a box that scrolls. */

import { effect, useComputed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { useSlice, useView } from "../view.ts";
import { Cards } from "./Cards.tsx";
import { Lanes } from "./Lanes.tsx";
import { Minimap } from "./Minimap.tsx";
import { Sheet } from "./Sheet.tsx";
import type { Scene } from "./scene.ts";
import { cardUnder } from "./viewport.ts";
import { createWalk } from "./walking.ts";

function Empty() {
  const [what, why] = useSlice(({ run, ended }) => {
    if (!run) return ["Waiting for the run", "The kernel has not told of it yet."];
    if (ended) return ["Nothing was run", "The run ended before anything was made in it."];
    return ["Nothing has run yet", "Variables and model calls appear here as the cell runs."];
  });
  return (
    <div class="tgw-empty">
      <strong>{what}</strong>
      <span>{why}</span>
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
    if (box && following) camera.look(box);
  }, [active, following, width]);
  const wanted = sought.value;
  useLayoutEffect(() => {
    const box = find(wanted?.key ?? "");
    if (!box) return;
    camera.following.value = false;
    camera.look(box, true);
  }, [wanted]);
}

/** Give the picture its size, and nothing else in it a reason to change. */
function resize(extent: HTMLElement, { width, height }: Scene, zoom: number): void {
  Object.assign(extent.style, { width: `${width * zoom}px`, height: `${height * zoom}px` });
  const stage = extent.querySelector<HTMLElement>(".tgw-stage");
  if (stage) stage.style.transform = `scale(${zoom})`;
}

function Picture() {
  const view = useView();
  const { camera, opened: selected, whole } = view;
  const { height } = view.scene.value;
  const box = useRef<HTMLElement>(null);
  const extent = useRef<HTMLDivElement>(null);
  const walk = useMemo(() => createWalk(view), [view]);
  useLayoutEffect(
    () =>
      effect(() => {
        const [scene, zoom] = [view.scene.value, camera.zoom.value];
        if (extent.current) resize(extent.current, scene, zoom);
      }),
    [view],
  );
  useLayoutEffect(
    () => (box.current ? camera.attach(box.current, () => view.scene.peek()) : undefined),
    [view],
  );
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
        onKeyDown={walk.press}
        onFocusIn={walk.focused}
        onClick={pick}
      >
        <div class="tgw-extent" ref={extent}>
          <div class="tgw-drawn">
            <Sheet />
            <Lanes />
            <div class="tgw-stage">{whole.value && <Cards walk={walk} />}</div>
          </div>
        </div>
      </section>
      {whole.value && <Minimap />}
    </div>
  );
}

export function Graph() {
  const empty = useSlice((state) => !state.cards.size);
  return empty ? <Empty /> : <Picture />;
}
