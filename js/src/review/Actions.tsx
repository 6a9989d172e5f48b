/** The answers to a question; those of a replay were given, and come by themselves. */

import type { ComponentChildren } from "preact";
import { useLive, useView } from "../view.ts";
import { asWho } from "../who/naming.ts";
import { Press } from "./Press.tsx";

export function Actions({ children }: { children: ComponentChildren }) {
  const { kernel } = useView().session;
  const replayed = useLive((state) => state.replayed);
  return (
    <div class="tgw-actions tgw-muted" inert={!kernel}>
      {replayed ? "What was answered then comes next." : children}
    </div>
  );
}

/** Ends the run in place of an answer. */
export function StopHere({ off, children }: { off: boolean; children: string }) {
  const view = useView();
  const { unanswered: pending, dispatch } = view.session;
  return (
    <Press
      called="stop-here"
      meanwhile={pending.value.has("Stop") && "Stopping…"}
      off={off}
      press={() => dispatch({ type: "Stop", who: asWho(view) })}
    >
      {children}
    </Press>
  );
}
