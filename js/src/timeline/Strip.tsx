/** The strip of steps, and the handle that goes to any moment of the run. */

import { useComputed } from "@preact/signals";
import { useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { chorded } from "../keys.ts";
import { useLive, useSlice, useView } from "../view.ts";
import { Curves } from "./Curves.tsx";
import { pick } from "./comparing.ts";
import { Marks } from "./Marks.tsx";
import { goTo, goToPlace, pressMoment, seqNow, trackNow } from "./moving.ts";
import { placeOf } from "./track.ts";
import { where } from "./words.ts";

/** Pixels around a mark within which it is meant. */
const NEAR = 8;

function Handle() {
  const view = useView();
  const { moment, past, session, replay } = view;
  const words = useSlice(where);
  const length = useLive((state) => Math.round(state.t));
  const at = useSlice((state) => Math.round(state.t));
  const place = useComputed(() => {
    void session.present.value;
    return moment.value === null ? 1 : placeOf(trackNow(view), past.timeOf(moment.value));
  });
  const press = (event: KeyboardEvent) => {
    if (chorded(event)) return;
    const plays = event.key === " ";
    if (plays && !event.repeat) replay.toggle();
    if (plays || pressMoment(view, event.key)) event.preventDefault();
  };
  const now = moment.value === null;
  return (
    <div
      class="tgw-handle"
      role="slider"
      tabIndex={0}
      aria-label="Moment of the run"
      aria-valuemin={0}
      aria-valuemax={length}
      aria-valuenow={at}
      aria-valuetext={now ? `now, ${words}` : words}
      data-now={now}
      style={`left:${100 * place.value}%`}
      onKeyDown={press}
    />
  );
}

/** What is still to come at the moment that is shown. */
function Later() {
  const view = useView();
  const { moment, past } = view;
  if (moment.value === null) return null;
  const place = placeOf(trackNow(view), past.timeOf(seqNow(view)));
  return <div class="tgw-later" style={`left:${100 * place}%`} />;
}

export function Strip() {
  const view = useView();
  const box = useRef<HTMLDivElement>(null);
  const steps = useLive((state) => state.steps);

  const placeAt = ({ clientX }: PointerEvent) => {
    const { left, width } = (box.current as HTMLElement).getBoundingClientRect();
    return { place: width > 0 ? (clientX - left) / width : 1, width };
  };
  const markAt = (event: PointerEvent) => {
    const { place, width } = placeAt(event);
    const last = steps.length - 1;
    const near = Math.round(Math.min(1, Math.max(0, place)) * last);
    return Math.abs(place - near / Math.max(1, last)) * width <= NEAR ? near : null;
  };
  const move = (event: PointerEvent) => goToPlace(view, trackNow(view), placeAt(event).place);
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    const mark = markAt(event);
    if (view.compared.value && mark !== null) return pick(view, mark);
    view.replay.stop();
    box.current?.setPointerCapture?.(event.pointerId);
    focusOn(box.current, "[role=slider]");
    event.preventDefault();
    if (mark === null) move(event);
    else goTo(view, mark === 0 ? 0 : (steps[mark]?.committed?.seq ?? Infinity));
  };
  return (
    <div
      class="tgw-strip"
      onPointerDown={down}
      onPointerMove={(event) => {
        if (box.current?.hasPointerCapture?.(event.pointerId)) move(event);
      }}
    >
      <div class="tgw-track" ref={box}>
        <Curves steps={steps} />
        <Marks steps={steps} />
        <Later />
        <Handle />
      </div>
    </div>
  );
}
