import { useComputed } from "@preact/signals";
import { LANE_HEAD } from "../store/place.ts";
import { laneName } from "../store/status.ts";
import { useSlice, useView } from "../view.ts";
import { drawn, TINY } from "./viewport.ts";

/** The names of the steps that are in sight, each above its strip; beside it where that is tiny. */
export function Lanes() {
  const { scene, camera } = useView();
  const ended = useSlice((state) => state.ended !== null);
  const zoom = camera.zoom.value;
  const { strips } = scene.value;
  // Two numbers in one word, so that they compare.
  const seen = useComputed(() => {
    const { top, bottom } = drawn(camera.seen.value);
    return `${top} ${bottom}`;
  }).value;
  const [from = 0, to = 0] = seen.split(" ").map(Number);
  return strips.map(({ lane, top, bottom }, index) => {
    if (top * zoom > to || bottom * zoom < from) return null;
    const name = laneName(lane, strips[index - 1]?.lane, ended);
    return (
      <div
        key={lane.step}
        class="tgw-lane"
        data-first={index === 0}
        data-tiny={zoom < TINY}
        style={{ top: `${Math.round((top - LANE_HEAD) * zoom)}px` }}
      >
        <span class="tgw-lane-name">{name}</span>
      </div>
    );
  });
}
