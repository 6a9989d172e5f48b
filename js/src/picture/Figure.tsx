/** A picture as large as the pane, with its size and role, and what is said of its regions. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { revealInPanel } from "../panel.ts";
import type { Picture } from "../protocol.ts";
import { Press } from "../review/Press.tsx";
import { gradientsOf } from "../store/status.ts";
import { useSlice, useView } from "../view.ts";
import { Box, RegionNumber } from "./Box.tsx";
import { pointOn, useDrawing } from "./drawing.ts";
import { useLook } from "./looking.ts";
import { begin, change, drop, type Mark, marksOf } from "./marks.ts";
import { Remark } from "./Remark.tsx";
import { READERS } from "./readers.ts";
import { middle, placedOn } from "./regions.ts";

/** Pixels of the screen from which on a picture may be shown smaller than it is. */
const ROOM = { width: 300, height: 340 };
/** Pixels of the screen that a small picture is enlarged to, by a whole number. */
const LEAST = 200;

interface Props {
  picture: Picture;
  role: string;
  /** The card that shows it, and its node. */
  card: string;
  node: string;
  /** Whether its regions may be criticised. */
  open: boolean;
}

type Marked = Mark & { readonly region: NonNullable<Mark["region"]> };
const isMarked = (mark: Mark): mark is Marked => mark.region !== null;

export function Figure({ picture, role, card, node, open }: Props) {
  const view = useView();
  const { width, height } = picture;
  const { address, coarse, broken } = useLook(picture);
  const sheet = useRef<HTMLDivElement>(null);
  const figure = useRef<HTMLElement>(null);
  const wanted = useRef<{ id: number; field: boolean } | null>(null);
  const zoomed = useSignal<{ x: number; y: number } | null>(null);
  const untouched = useRef<number | undefined>(undefined);
  const said = useSlice((state, key) => {
    const on = state.cards.get(key);
    return on ? gradientsOf(state, on).filter(({ region }) => region) : [];
  }, card);
  const marks = open ? marksOf(view, node).filter(isMarked) : [];

  const mark = (region: Marked["region"], field: boolean) => {
    const id = begin(view, node, region, untouched.current);
    untouched.current = field ? undefined : id;
    wanted.current = { id, field };
  };
  const { drawn, wasStroke, on } = useDrawing({
    size: picture,
    may: open,
    fingers: marks.length > 0,
    done: (region) => mark(region, true),
  });
  const focus = (selector: string) => focusOn(figure.current, selector);
  const write = (id: number) => {
    focus(`[data-mark="${id}"] textarea`);
    reveal(id);
  };
  const reveal = (id: number) =>
    revealInPanel(figure.current?.querySelector<HTMLElement>(`[data-mark="${id}"]`));
  // Where a region was just made, its words are wanted next; put by key, first its place.
  useLayoutEffect(() => {
    if (!wanted.current) return;
    const { id, field } = wanted.current;
    wanted.current = null;
    focus(field ? `[data-mark="${id}"] textarea` : `[data-box="${id}"]`);
    reveal(id);
  });
  useLayoutEffect(() => {
    const box = sheet.current?.parentElement;
    if (box == null || !zoomed.value) return;
    const { x, y } = zoomed.value;
    box.scrollTo?.({
      left: x * box.scrollWidth - box.clientWidth / 2,
      top: y * box.scrollHeight - box.clientHeight / 2,
    });
  }, [zoomed.value]);

  const times = Math.max(1, Math.floor(LEAST / Math.max(width, height)));
  const large = width > ROOM.width || height > ROOM.height;
  const zoom = (at: { x: number; y: number } | null) => {
    if (large) zoomed.value = at;
  };
  const leave = () => focus("[data-action=mark]");
  return (
    <figure ref={figure} class="tgw-figure">
      <figcaption>{`${width} × ${height} pixels${coarse ? ", a preview" : ""}`}</figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
      <div
        class="tgw-frame"
        role="group"
        aria-label="Picture"
        tabIndex={zoomed.value ? 0 : undefined}
        data-zoomed={zoomed.value !== null}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the buttons below do the same */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the same */}
        <div
          ref={sheet}
          class="tgw-photo"
          data-marking={marks.length > 0}
          data-large={large}
          data-open={open}
          data-enlarged={times > 1}
          style={{
            "--tgw-width": `${width * times}px`,
            "--tgw-height": `${height * times}px`,
            "--tgw-shape": width / height,
          }}
          onClick={(event) => {
            if (wasStroke() || marks.length) return;
            const { x, y } = pointOn(event.currentTarget, event, { width: 1, height: 1 });
            zoom(zoomed.value ? null : { x, y });
          }}
          {...on}
        >
          {address !== null && (
            <img class="tgw-picture" src={address} alt={role} draggable={false} onError={broken} />
          )}
          {said.map(({ gradient, region, text }, place) => (
            <span
              key={gradient}
              class="tgw-region"
              title={text}
              style={placedOn(picture, region as Marked["region"])}
            >
              <RegionNumber number={place + 1} inside={region as Marked["region"]} size={picture} />
            </span>
          ))}
          {marks.map(({ id, region }, place) => (
            <Box
              key={id}
              id={id}
              number={said.length + place + 1}
              region={region}
              size={picture}
              scale={() => width / (sheet.current?.clientWidth || width)}
              change={(next) => {
                untouched.current = undefined;
                change(view, node, id, { region: next });
              }}
              remove={() => {
                drop(view, node, id);
                leave();
              }}
              write={() => write(id)}
            />
          ))}
          {drawn && <span class="tgw-region tgw-marking" style={placedOn(picture, drawn)} />}
        </div>
      </div>
      {(open || large) && (
        <div class="tgw-figure-tools">
          {open && (
            <Press
              called="mark"
              look="quiet"
              shape="plus"
              title="Or draw on the picture"
              press={() => mark(middle(picture), false)}
            >
              Mark a region
            </Press>
          )}
          {large && (
            <Press
              called="zoom"
              look="quiet"
              shape={zoomed.value ? "fit" : "open"}
              aria-pressed={zoomed.value !== null}
              press={() => zoom(zoomed.value ? null : { x: 0.5, y: 0.5 })}
            >
              Actual size
            </Press>
          )}
        </div>
      )}
      {marks.map((one, place) => (
        <Remark
          key={one.id}
          node={node}
          mark={one}
          name={`region ${said.length + place + 1}`}
          reader={READERS.input}
          back={leave}
        />
      ))}
    </figure>
  );
}
