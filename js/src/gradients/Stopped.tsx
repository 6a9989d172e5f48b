/** Criticism that waits at a breakpoint: does it go on as it is? */

import { Actions } from "../review/Actions.tsx";
import { Press } from "../review/Press.tsx";
import { Turn } from "../review/Turn.tsx";
import type { StopState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { Gradient } from "./Gradient.tsx";
import { left, proceed, toggle } from "./hand.ts";

interface Props {
  stop: StopState;
  place: string;
  /** Whether others wait beside it. */
  among: boolean;
}

export function Stopped({ stop, place, among }: Props) {
  const view = useView();
  const { ask, node: id, card, onto } = stop;
  const { role, breakpoint, next, waits } = useLive(
    (state, [node, all]) => ({
      role: state.nodes.get(node)?.role ?? "",
      breakpoint: state.nodes.get(node)?.breakpoint ?? false,
      next: all.onto.map((one) => state.nodes.get(one)?.role ?? "").join("\n"),
      waits: state.gradients,
    }),
    [id, stop] as const,
  );
  const gradients = left(waits, stop);
  const { pending } = view.session;
  const [going, stopping] = [pending.value.has(`Continue ${ask}`), pending.value.has("Stop")];
  const alone = gradients.length === 1;
  const writing = gradients.some((one) => one.gradient === view.editing.value);
  const heard = gradients.some((one) => !one.muted);
  return (
    <section
      class="tgw-review"
      data-ask={ask}
      tabIndex={-1}
      aria-label={`Your turn: criticism of ${role} ${place}`}
    >
      <Turn role={role} place={place} among={among} />
      <p class="tgw-ask">
        {onto.length
          ? "This criticism goes on. As it is?"
          : "This criticism has arrived. As it is?"}
      </p>
      <p class="tgw-instruction">
        {heard
          ? onto.length
            ? "It goes on to: "
            : "The next step reads it."
          : "Nothing of it is left to read."}
        {heard && next !== "" && <span dir="auto">{next.split("\n").join(", ")}</span>}
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
          action="continue"
          look={writing ? "plain" : "asked"}
          pending={going && "Going on…"}
          off={stopping}
          sign="a"
          press={() => proceed(view, stop)}
        >
          Go on
        </Press>
        <Press
          action="stop-here"
          pending={stopping && "Stopping…"}
          off={going}
          press={() => view.session.dispatch({ type: "Stop" })}
        >
          Stop the run
        </Press>
        {breakpoint && (
          <span class="tgw-asides">
            <Press action="lift-breakpoint" look="quiet" press={() => toggle(view, id)}>
              Never pause here again
            </Press>
          </span>
        )}
      </Actions>
    </section>
  );
}
