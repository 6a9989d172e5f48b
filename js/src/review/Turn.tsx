/** A question: whose turn it is, about which variable, which of several it is, and what it asks. */

import type { ComponentChildren } from "preact";
import { Muted } from "../text/Muted.tsx";
import { useLive, useView } from "../view.ts";
import { Press } from "./Press.tsx";
import { walk } from "./walk.ts";

const WAYS = [
  ["p", "Previous question", -1],
  ["n", "Next question", 1],
] as const;

/** Which of the questions it is. */
export interface Among {
  /** Which of several of its kind: "2 of 3". */
  place: string;
  /** Whether others wait beside it. */
  among: boolean;
}

interface Props extends Among {
  /** What its name is the name of, and the name. */
  kind?: "ask" | "proposal";
  name: string;
  role: string;
  /** What is asked of it, for those who hear it. */
  label?: string;
  children: ComponentChildren;
}

export function Turn({ kind = "ask", name, role, label = role, place, among, children }: Props) {
  const { session } = useView();
  const over = useLive((state) => state.replayed) || !session.kernel;
  return (
    <section
      class="tgw-review"
      {...{ [`data-${kind}`]: name }}
      tabIndex={-1}
      aria-label={`Your turn: ${label} ${place}`.trim()}
    >
      <div class="tgw-review-head">
        <span class="tgw-turn">{over ? "Question" : "Your turn"}</span>
        <strong class="tgw-role" title={role} dir="auto">
          {role}
        </strong>
        <Muted>{place}</Muted>
        {among && (
          <span class="tgw-ways">
            {WAYS.map(([key, label, by]) => (
              <Press
                key={key}
                look="quiet"
                aria-label={label}
                title={label}
                keyed={key}
                press={(button) => walk(button, by)}
              />
            ))}
          </span>
        )}
      </div>
      {children}
    </section>
  );
}
