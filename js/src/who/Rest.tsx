/** Leaving the rest to a policy, and being asked again. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { fieldKeys } from "../keys.ts";
import { revealInPanel } from "../panel.ts";
import { candidateOf, chosen } from "../review/decide.ts";
import { Press } from "../review/Press.tsx";
import { accept, nothing } from "../review/taking.ts";
import { accepts } from "../store/policy.ts";
import type { ProposalState } from "../store/state.ts";
import { useLive, useView, type View } from "../view.ts";
import { asWho } from "./naming.ts";
import { whose } from "./words.ts";

/** Let the rest be accepted, or be asked again. */
export function setPolicy(view: View, policy: "ask" | "accept"): Promise<boolean> {
  return view.session.dispatch({ type: "SetPolicy", policy, who: asWho(view) });
}

/** The question as it is shown is accepted, where it can be; what follows is left to the policy. */
function leaveRest(view: View, proposal: ProposalState): void {
  view.leaving.value = null;
  const { broken } = candidateOf(proposal, chosen(view, proposal));
  if (!broken.length && !nothing(view, proposal)) accept(view, proposal);
  setPolicy(view, "accept");
}

const WORDS =
  "What this run proposes is accepted without asking, until you want to be asked again. What breaks a constraint, or a gate refuses, is still rejected.";

/** In the sheet: what it means, and the way to do it. */
export function Leaving({ leave }: { leave: () => void }) {
  return (
    <div class="tgw-leaving">
      <p>{WORDS}</p>
      <Press called="leave-rest" press={leave}>
        Accept the rest
      </Press>
    </div>
  );
}

/** In a question: this one as it is shown, and the rest. */
export function Rest({ proposal }: { proposal: ProposalState }) {
  const view = useView();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => revealInPanel(box.current?.closest<HTMLElement>(".tgw-review")), []);
  const back = () => {
    view.refocus.at = proposal.made.proposal;
    view.leaving.value = null;
  };
  const leave = () => leaveRest(view, proposal);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape leads back from any of the buttons
    <div class="tgw-why" ref={box} onKeyDown={fieldKeys(leave, back)}>
      <p class="tgw-ask">Accept this and the rest?</p>
      <p class="tgw-muted">{WORDS}</p>
      <div class="tgw-actions">
        <Press called="accept-rest" look="asked" focus={true} press={leave}>
          Accept the rest
        </Press>
        <Press called="back" keyed="Esc" press={back}>
          Back
        </Press>
      </div>
    </div>
  );
}

/** In the header, while what is proposed is accepted by itself: the way back. */
export function AskAgain() {
  const view = useView();
  const { client, kernel, unanswered: pending } = view.session;
  const policy = useLive((state) => (accepts(state) ? state.policy : null));
  if (!policy) return null;
  const { by, who } = policy;
  const wanted = by === "program" ? "as the program wants" : `as ${whose(by, who, client)} wanted`;
  return (
    <span
      class="tgw-accepting"
      title={`What is proposed is accepted without a question, ${wanted}`}
    >
      <span>accepts by itself</span>
      {kernel && (
        <Press
          called="ask-again"
          look="link"
          off={pending.value.has("SetPolicy")}
          press={() => setPolicy(view, "ask")}
        >
          Ask me again
        </Press>
      )}
    </span>
  );
}
