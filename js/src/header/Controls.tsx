/** What a person does with the whole run: pause it, go on, stop it. */

import { useSignal } from "@preact/signals";
import { Press } from "../review/Press.tsx";
import { asked } from "../store/status.ts";
import { useLive, useView } from "../view.ts";
import { asWho } from "../who/naming.ts";

export function PauseButton() {
  const { session } = useView();
  const going = useLive((state) => state.run !== null && !state.ended);
  const paused = useLive((state) => state.paused !== null);
  // The question is the brightest thing there is.
  const bright = useLive((state) => state.paused !== null && !asked(state));
  const type = paused ? "Resume" : "Pause";
  const pending = session.unanswered.value.has(type);
  return (
    <Press
      called={type.toLowerCase()}
      class={`tgw-button tgw-control tgw-pause${bright ? " tgw-asked" : ""}`}
      shape={paused ? "resume" : "pause"}
      disabled={!going}
      off={!going || pending}
      aria-label={type}
      title={paused ? "Let calls begin again" : "Let no new call begin; those in flight end"}
      press={() => session.dispatch({ type })}
    >
      <span>{type}</span>
    </Press>
  );
}

export function StopButton() {
  const view = useView();
  const ended = useLive((state) => state.ended !== null || !state.run);
  const wanted = useSignal(false);
  const stop = async () => {
    wanted.value = true;
    if (!(await view.session.dispatch({ type: "Stop", who: asWho(view) }))) wanted.value = false;
  };
  const stopping = wanted.value && !ended;
  return (
    <Press
      called="stop"
      class="tgw-button tgw-control tgw-stop"
      shape="stop"
      disabled={ended || stopping}
      aria-label={stopping ? "Stopping" : "Stop"}
      title="Cancel what is in flight; what was committed is kept"
      press={stop}
    >
      <span>{stopping ? "Stopping…" : "Stop"}</span>
    </Press>
  );
}
