import type { Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { Icon } from "../icons.tsx";
import { useView } from "../view.ts";
import { fitting, ZOOM } from "./viewport.ts";

interface Props {
  zoom: Signal<number>;
  moved: Signal<boolean>;
  box: RefObject<HTMLElement | null>;
}

/** Closer, further, all of it, and back to the action. */
export function ZoomButtons({ zoom, moved, box }: Props) {
  const { scene } = useView();
  const by = (factor: number) => () => {
    moved.value = true;
    zoom.value = Math.min(ZOOM.max, Math.max(ZOOM.min, zoom.value * factor));
  };
  const fit = () => {
    const el = box.current;
    if (el === null) return;
    moved.value = true;
    zoom.value = fitting(scene.value, el.clientWidth, el.clientHeight);
  };
  const follow = () => {
    zoom.value = 1;
    moved.value = false;
  };
  return (
    <div class="tgw-zoom" role="toolbar" aria-label="Zoom">
      {moved.value && (
        <button type="button" class="tgw-quiet" title="Follow the action" onClick={follow}>
          <Icon name="follow" />
          Follow
        </button>
      )}
      <button type="button" class="tgw-quiet" aria-label="Zoom out" onClick={by(1 / ZOOM.factor)}>
        <Icon name="minus" />
      </button>
      <button type="button" class="tgw-quiet" aria-label="Zoom in" onClick={by(ZOOM.factor)}>
        <Icon name="plus" />
      </button>
      <button type="button" class="tgw-quiet" aria-label="Show all" onClick={fit}>
        <Icon name="fit" />
      </button>
    </div>
  );
}
