/** The lines behind the cards: what is made from what, and where criticism flows back. */

import { GAP } from "../store/place.ts";
import type { State } from "../store/state.ts";
import { useSlice } from "../view.ts";
import type { Box, Scene } from "./scene.ts";

/** Pixels between a forward edge and the gradient beside it. */
const BESIDE = 22;

/** From the right side of one card to the left side of another; long edges bend in the last gap. */
function route(from: Box, to: Box, shift: number): string {
  const [x0, y0] = [from.right, (from.top + from.bottom) / 2 + shift];
  const [x1, y1] = [to.left, (to.top + to.bottom) / 2 + shift];
  const bend = Math.max(x0, x1 - GAP.x);
  const middle = (bend + x1) / 2;
  return `M${x0} ${y0}H${bend}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`;
}

/** The head of an arrow that points left, at the right side of `box`. */
function backHead(box: Box): string {
  const [x, y] = [box.right + 1, (box.top + box.bottom) / 2 + BESIDE];
  return `M${x + 7} ${y - 4}L${x} ${y}L${x + 7} ${y + 4}`;
}

function forwardHead(box: Box): string {
  const [x, y] = [box.left - 1, (box.top + box.bottom) / 2];
  return `M${x - 6} ${y - 4}L${x} ${y}L${x - 6} ${y + 4}`;
}

/** Cards whose criticism flows now, as "critic>criticised", in one string so that it compares. */
function flowing(state: State): string {
  const flows = state.inFlight.flatMap((id) => {
    const call = state.calls.get(id);
    if (call === undefined || call.started.purpose !== "gradient") return [];
    return `${state.cardOf.get(call.started.via) ?? ""}>${call.card}`;
  });
  return flows.join("\n");
}

export function Edges({ scene, near }: { scene: Scene; near: (key: string) => boolean }) {
  const flows = new Set(useSlice(flowing).split("\n"));
  const lines = [];
  for (const { from, to, back } of scene.edges) {
    const [a, b] = [scene.boxes.get(from), scene.boxes.get(to)];
    if (a === undefined || b === undefined || !(near(from) || near(to))) continue;
    const name = `${from}>${to}`;
    lines.push(<path key={name} class="tgw-edge" d={`${route(a, b, 0)}${forwardHead(b)}`} />);
    const now = flows.has(`${to}>${from}`);
    if (!now && !back) continue;
    lines.push(
      <g key={`${name} back`} class="tgw-back" data-flowing={now}>
        <path class="tgw-back-line" d={route(a, b, BESIDE)} />
        <path class="tgw-back-head" d={backHead(a)} />
      </g>,
    );
  }
  return (
    <svg class="tgw-edges" width={scene.width} height={scene.height} aria-hidden="true">
      {lines}
    </svg>
  );
}
