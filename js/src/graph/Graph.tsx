/** The picture: lanes, edges behind, cards in front, in a box that scrolls. */

import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useSlice, useView } from "../view.ts";
import { Card } from "./Card.tsx";
import { Edges } from "./Edges.tsx";
import { Lanes } from "./Lanes.tsx";
import { neighbour, wayOf } from "./moving.ts";
import { useScrolling } from "./scrolling.ts";
import { type Box, boxOf, drawn, extent, FAR, KEEP_ALL, overlaps } from "./viewport.ts";
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
  const { shown } = useView();
  const box = useRef<HTMLElement>(null);
  const zoom = useSignal(1);
  const { seen, moved, look } = useScrolling(box, zoom);
  const {
    cards: all,
    lanes,
    active,
  } = useSlice(({ cards, lanes, active }) => ({
    cards,
    lanes,
    active,
  }));
  // Changes only when the view has moved by a good deal, so scrolling draws nothing anew.
  const part = useComputed(() => JSON.stringify(drawn(seen.value, zoom.value)));
  const width = useComputed(() => seen.value.right - seen.value.left);

  useLayoutEffect(() => {
    const card = shown.value.cards.get(active ?? "");
    if (card !== undefined && !moved.value) look(boxOf(shown.value, card));
  }, [active, moved.value, width.value]);

  // Whoever walks from card to card is not taken elsewhere by what happens.
  const walked = useSignal("");
  const wanted = useRef(false);
  const walk = (event: KeyboardEvent) => {
    const way = wayOf(event);
    const from = cardAt(event.target);
    if (way === undefined || from === "") return;
    event.preventDefault();
    const next = neighbour(shown.value, from, way);
    if (next === undefined) return;
    moved.value = true;
    wanted.current = true;
    walked.value = next.key;
    look(boxOf(shown.value, next), true);
  };
  const window: Box = JSON.parse(part.value);
  const cards = [...all.values()].filter(
    (card) =>
      all.size <= KEEP_ALL ||
      width.value === 0 ||
      // What has the focus must not go from under it.
      card.key === walked.value ||
      overlaps(boxOf({ lanes }, card), window),
  );
  // One card has the tab stop: the one that was walked to, else the first.
  const stop = cards.some((card) => card.key === walked.value) ? walked.value : cards[0]?.key;
  useLayoutEffect(() => {
    if (!wanted.current) return;
    // A card that is far off is drawn only once the picture has moved there.
    const all = box.current?.querySelectorAll<HTMLElement>(".tgw-card-open") ?? [];
    const open = [...all].find((one) => cardAt(one) === walked.value);
    if (open === undefined) return;
    wanted.current = false;
    open.focus({ preventScroll: true });
  });
  const size = extent(lanes);
  const z = zoom.value;
  return (
    <div class="tgw-graph-box" style={{ "--tgw-content": `${Math.ceil(size.height * z)}px` }}>
      <section
        class="tgw-graph"
        ref={box}
        aria-label="Graph"
        onKeyDown={walk}
        onFocusIn={(event) => {
          walked.value = cardAt(event.target) || walked.value;
        }}
      >
        <div class="tgw-extent" style={`width:${size.width * z}px;height:${size.height * z}px`}>
          <div
            class="tgw-stage"
            style={`width:${size.width}px;height:${size.height}px;transform:scale(${z})`}
          >
            <Lanes lanes={lanes} />
            <Edges cards={cards} width={size.width} height={size.height} />
            {cards.map((card) => (
              <Card
                key={card.key}
                id={card.key}
                box={boxOf({ lanes }, card)}
                far={z < FAR}
                stop={card.key === stop}
              />
            ))}
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
