/** Criticism that waits at a breakpoint: does it go on as it is? */

import { Actions, StopHere } from "../review/Actions.tsx";
import { Press } from "../review/Press.tsx";
import { type Among, Turn } from "../review/Turn.tsx";
import type { StopState } from "../store/state.ts";
import { roleOf } from "../store/status.ts";
import { useLive, useView } from "../view.ts";
import { Gradient } from "./Gradient.tsx";
import { left, proceed, toggle } from "./hand.ts";

interface Props extends Among {
  stop: StopState;
}

export function Stopped({ stop, ...among }: Props) {
  const view = useView();
  const { ask, node: id, card, onto } = stop;
  const { role, breakpoint, next, waits } = useLive(
    (state, all) => ({
      role: roleOf(state, all.node),
      breakpoint: state.nodes.get(all.node)?.breakpoint,
      next: all.onto.map((one) => roleOf(state, one)).join(", "),
      waits: state.gradients,
    }),
    stop,
  );
  const gradients = left(waits, stop);
  const { unanswered: pending } = view.session;
  const going = pending.value.has(`Continue ${ask}`);
  const alone = gradients.length === 1;
  const writing = gradients.some((one) => one.gradient === view.editing.value);
  const heard = gradients.some((one) => !one.muted);
  return (
    <Turn name={ask} role={role} label={`criticism of ${role}`} {...among}>
      <p class="tgw-ask">
        {`This criticism ${onto.length ? "goes on" : "has arrived"}. As it is?`}
      </p>
      <p class="tgw-instruction">
        {heard
          ? onto.length
            ? "It goes on to: "
            : "The next step reads it."
          : "Nothing of it is left to read."}
        {heard && <span dir="auto">{next}</span>}
      </p>
      {gradients.map((gradient, index) => (
        <Gradient
          key={gradient.gradient}
          gradient={gradient}
          place={index}
          card={card}
          open={true}
          keys={alone}
          then={alone ? (made) => proceed(view, stop, made) : undefined}
        />
      ))}
      <Actions>
        <Press
          called="continue"
          look={writing ? "plain" : "asked"}
          meanwhile={going && "Going on…"}
          off={pending.value.has("Stop")}
          keyed="a"
          press={() => proceed(view, stop)}
        >
          Go on
        </Press>
        <StopHere off={going}>Stop the run</StopHere>
        {breakpoint && (
          <span class="tgw-asides">
            <Press called="lift-breakpoint" look="quiet" press={() => toggle(view, id)}>
              Never pause here again
            </Press>
          </span>
        )}
      </Actions>
    </Turn>
  );
}
