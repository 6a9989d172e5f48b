/** A region that is being marked: dragged, or moved and sized by arrow keys. */

import { useRef } from "preact/hooks";
import { ARROWS, chorded } from "../keys.ts";
import type { Region } from "../protocol.ts";
import { moved, placedOn, type Size, sized, spoken, stride } from "./regions.ts";

/** The number of a region: above it, so that it hides nothing of it, if there is room. */
export function RegionNumber(props: { number: number; inside: Region; size: Size }) {
  const { number, inside, size } = props;
  return (
    <span class="tgw-region-number" data-above={inside.top > 0.12 * size.height}>
      {number}
    </span>
  );
}

interface Props {
  id: number;
  number: number;
  region: Region;
  size: Size;
  /** Pixels of the picture in one of the screen. */
  scale: () => number;
  change: (region: Region) => void;
  remove: () => void;
  write: () => void;
}

export function Box({ id, number, region, size, scale, change, remove, write }: Props) {
  const held = useRef<{ x: number; y: number; region: Region; sizes: boolean } | null>(null);
  const press = (event: KeyboardEvent) => {
    if (chorded(event)) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const [x, y] = [arrow[0] * stride(size), arrow[1] * stride(size)];
      change((event.shiftKey ? sized : moved)(size, region, x, y));
    } else if (event.key === "Delete" || event.key === "Backspace") remove();
    else if (event.key === "Enter") write();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      class="tgw-region tgw-marking"
      data-box={id}
      role="slider"
      tabIndex={0}
      aria-roledescription="region"
      aria-label={`Region ${number}: arrows move it, Shift and arrows size it`}
      aria-valuemin={0}
      aria-valuemax={size.width}
      aria-valuenow={region.left}
      aria-valuetext={spoken(region)}
      style={placedOn(size, region)}
      onKeyDown={press}
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => {
        event.stopPropagation();
        if (event.button !== 0) return;
        const sizes = (event.target as Element).matches(".tgw-region-corner");
        held.current = { x: event.clientX, y: event.clientY, region, sizes };
        event.currentTarget.setPointerCapture?.(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!held.current) return;
        const { x, y, region: before, sizes } = held.current;
        const [dx, dy] = [(event.clientX - x) * scale(), (event.clientY - y) * scale()];
        change((sizes ? sized : moved)(size, before, dx, dy));
      }}
      onPointerUp={() => {
        held.current = null;
      }}
      onPointerCancel={() => {
        held.current = null;
      }}
    >
      <RegionNumber number={number} inside={region} size={size} />
      <span class="tgw-region-corner" />
    </div>
  );
}
