/** The answers to a proposal; what is broken is offered for editing first. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { saidSince } from "../store/gradients.ts";
import type { ProposalState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { type Action, candidateOf, chosen, decide, deciding, edit, say } from "./decide.ts";
import { count } from "./pieces.ts";
import { accept, changes, left, nothing } from "./taking.ts";

/** What a button does, and its key. */
const KEYS = { accept: "a", edit: "e", reject: "r", regenerate: "g", skip: "s" } as const;

interface ButtonProps {
  action: Action;
  words: readonly [idle: string, pending: string];
  busy: Action | null;
  first: boolean;
  unsure?: boolean;
  /** Whether there is nothing that it could do. */
  idle?: boolean;
  press: () => void;
}

function ActionButton({
  action,
  words,
  busy,
  first,
  unsure = false,
  idle = false,
  press,
}: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  const pending = busy === action;
  // The question "anyway?" is where the eyes and the ears are.
  useLayoutEffect(() => {
    if (unsure) button.current?.focus({ preventScroll: true });
  }, [unsure]);
  return (
    <button
      ref={button}
      type="button"
      class={first ? "tgw-button tgw-asked" : "tgw-button"}
      data-action={action}
      data-pending={pending}
      data-unsure={unsure}
      aria-disabled={busy !== null || idle}
      aria-keyshortcuts={KEYS[action]}
      onClick={press}
    >
      {pending ? words[1] : words[0]}
      <kbd>{KEYS[action]}</kbd>
    </button>
  );
}

interface AsideProps {
  action: "why" | "skip";
  word: string;
  busy: Action | null;
  press: () => void;
}

function Aside({ action, word, busy, press }: AsideProps) {
  return (
    <button
      type="button"
      class="tgw-quiet"
      data-action={action}
      aria-disabled={busy !== null}
      aria-keyshortcuts={action.slice(0, 1)}
      onClick={press}
    >
      {word}
      <kbd>{action.slice(0, 1)}</kbd>
    </button>
  );
}

export function Answers({ proposal }: { proposal: ProposalState }) {
  const view = useView();
  const id = proposal.made.proposal;
  const replayed = useLive((state) => state.replayed);
  const all = count(changes(view, proposal));
  const taken = all - left(view, proposal).size;
  const asked = deciding(view, id);
  // Accepted without some of its changes it goes as an edit.
  const since = useLive((state, made) => saidSince(state, made).length > 0, proposal);
  const busy = asked === "edit" && taken < all ? "accept" : asked;
  const broken = candidateOf(proposal, chosen(view, proposal)).broken.length > 0;
  const accepts = taken < all ? `Accept ${taken} of ${all}` : "Accept";
  const unsure = broken && view.unsure.value === id;
  const buttons = [
    <ActionButton
      key="accept"
      action="accept"
      words={[unsure ? `${accepts} anyway` : broken ? `${accepts}…` : accepts, "Accepting…"]}
      busy={busy}
      first={!broken}
      unsure={unsure}
      idle={nothing(view, proposal)}
      press={() => accept(view, proposal)}
    />,
    <ActionButton
      key="edit"
      action="edit"
      words={["Edit", "Editing…"]}
      busy={busy}
      first={broken}
      press={() => edit(view, proposal)}
    />,
    <ActionButton
      key="reject"
      action="reject"
      words={["Reject", "Rejecting…"]}
      busy={busy}
      first={false}
      press={() => decide(view, proposal, "reject")}
    />,
    <ActionButton
      key="regenerate"
      action="regenerate"
      words={[since ? "Again with this" : "Again", "Asking…"]}
      busy={busy}
      first={false}
      press={() => decide(view, proposal, "regenerate")}
    />,
  ];
  if (broken) buttons.splice(0, 2, ...buttons.slice(0, 2).reverse());
  return (
    <div class="tgw-actions" inert={replayed}>
      {buttons}
      <span class="tgw-asides">
        <Aside
          key="why"
          action="why"
          word="Reject because…"
          busy={busy}
          press={() => say(view, proposal)}
        />
        <Aside
          key="skip"
          action="skip"
          word="Skip"
          busy={busy}
          press={() => decide(view, proposal, "skip")}
        />
      </span>
    </div>
  );
}
