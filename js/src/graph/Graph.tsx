/** The picture: lanes, edges behind, cards in front, in a box that scrolls. */

import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSlice, useView } from "../view.ts";
import { Card } from "./Card.tsx";
import { Edges } from "./Edges.tsx";
import { Group } from "./Group.tsx";
import { Lanes } from "./Lanes.tsx";
import { neighbour, wayOf } from "./moving.ts";
import type { Box } from "./scene.ts";
import { useScrolling } from "./scrolling.ts";
import { drawn, FAR, KEEP_ALL, overlaps } from "./viewport.ts";
import { ZoomButtons } from "./ZoomButtons.tsx";

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

/** The key of the card whose button this is, else empty. */
function cardAt(target: EventTarget | null): string {
  const open = (target as Element | null)?.closest(".tgw-card-open");
  return open?.closest<HTMLElement>("[data-card]")?.dataset["card"] ?? "";
}

function Picture() {
  const view = useView();
  const scene = view.scene.value;
  const box = useRef<HTMLElement>(null);
  const zoom = useSignal(1);
  const { seen, moved, look } = useScrolling(box, zoom);
  const active = useSlice((state) => state.active);
  // Changes only when the view has moved by a good deal, so scrolling draws nothing anew.
  const part = useComputed(() => JSON.stringify(drawn(seen.value, zoom.value)));
  const width = useComputed(() => seen.value.right - seen.value.left);

  useLayoutEffect(() => {
    const card = scene.boxes.get(scene.drawnAs.get(active ?? "") ?? "");
    if (card !== undefined && !moved.value) look(card);
  }, [active, moved.value, width.value]);

  // Whoever looks for a card is taken there, and no longer follows.
  const sought = view.sought.value;
  useLayoutEffect(() => {
    const card = scene.boxes.get(scene.drawnAs.get(sought?.key ?? "") ?? "");
    if (card === undefined) return;
    moved.value = true;
    look(card, true);
  }, [sought]);

  // Whoever walks from card to card is not taken elsewhere by what happens.
  const walked = useSignal("");
  const wanted = useRef(false);
  const walk = (event: KeyboardEvent) => {
    const way = wayOf(event);
    const from = cardAt(event.target);
    if (way === undefined || from === "") return;
    event.preventDefault();
    const next = neighbour(scene, from, way);
    const place = scene.boxes.get(next ?? "");
    if (next === undefined || place === undefined) return;
    moved.value = true;
    wanted.current = true;
    walked.value = next;
    look(place, true);
  };
  const window: Box = JSON.parse(part.value);
  const all = [...scene.boxes];
  const cards = all.filter(
    ([key, place]) =>
      all.length <= KEEP_ALL ||
      width.value === 0 ||
      // What has the focus must not go from under it.
      key === walked.value ||
      overlaps(place, window),
  );
  const near = new Set(cards.map(([key]) => key));
  // One card has the tab stop: the one that was walked to, else the first.
  const stop = near.has(walked.value) ? walked.value : cards[0]?.[0];
  useLayoutEffect(() => {
    if (!wanted.current) return;
    // A card that is far off is drawn only once the picture has moved there.
    const all = box.current?.querySelectorAll<HTMLElement>(".tgw-card-open") ?? [];
    const open = [...all].find((one) => cardAt(one) === walked.value);
    if (open === undefined) return;
    wanted.current = false;
    open.focus({ preventScroll: true });
  });
  const z = zoom.value;
  return (
    <div class="tgw-graph-box" style={{ "--tgw-content": `${Math.ceil(scene.height * z)}px` }}>
      <section
        class="tgw-graph"
        ref={box}
        aria-label="Graph"
        onKeyDown={walk}
        onFocusIn={(event) => {
          walked.value = cardAt(event.target) || walked.value;
        }}
      >
        <div class="tgw-extent" style={`width:${scene.width * z}px;height:${scene.height * z}px`}>
          <div
            class="tgw-stage"
            style={`width:${scene.width}px;height:${scene.height}px;transform:scale(${z})`}
          >
            <Lanes strips={scene.strips} />
            <Edges scene={scene} near={(key) => near.has(key)} />
            {cards.map(([key, place]) => {
              const members = scene.groups.get(key);
              const given = { id: key, box: place, far: z < FAR, stop: key === stop };
              return members === undefined ? (
                <Card key={key} {...given} />
              ) : (
                <Group key={key} {...given} members={members} />
              );
            })}
          </div>
        </div>
      </section>
      <ZoomButtons zoom={zoom} moved={moved} box={box} />
    </div>
  );
}

export function Graph() {
  const empty = useSlice((state) => state.cards.size === 0);
  return empty ? <Empty /> : <Picture />;
}
