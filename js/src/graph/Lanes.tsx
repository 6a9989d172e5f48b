import { LANE_HEAD } from "../store/place.ts";
import { laneName } from "../store/status.ts";
import { useSlice } from "../view.ts";
import type { Strip } from "./scene.ts";

/** The names of the steps, each above its strip. */
export function Lanes({ strips }: { strips: readonly Strip[] }) {
  const ended = useSlice((state) => state.ended !== null);
  return strips.map(({ lane, top }, index) => {
    const name = laneName(lane, strips[index - 1]?.lane, ended);
    return (
      <div key={lane.step} class="tgw-lane" style={`top:${top - LANE_HEAD}px`}>
        <span class="tgw-lane-name">{name}</span>
      </div>
    );
  });
}
