import { LANE_HEAD } from "../store/place.ts";
import type { Lane } from "../store/state.ts";
import { useSlice } from "../view.ts";
import { PAD } from "./viewport.ts";

/** The names of the steps, each above its strip. */
export function Lanes({ lanes }: { lanes: readonly Lane[] }) {
  const ended = useSlice((state) => state.ended !== null);
  return lanes.map((lane, index) => {
    const before = lanes[index - 1]?.step ?? 0;
    const name = lane.begun ? `step ${lane.step}` : ended ? "result" : `after step ${before}`;
    return (
      <div key={lane.top} class="tgw-lane" style={`top:${PAD + lane.top - LANE_HEAD}px`}>
        <span class="tgw-lane-name">{name}</span>
      </div>
    );
  });
}
