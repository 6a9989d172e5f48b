/** One question: replace this by that? */

import type { Decide } from "../protocol.ts";
import type { ProposalState } from "../store/state.ts";
import { useSlice, useView, type View } from "../view.ts";
import { Because } from "./Because.tsx";
import { Diff } from "./Diff.tsx";
import { Editor } from "./Editor.tsx";

type Action = Decide["action"];

/** Ask for a decision; one proposal takes one decision at a time. */
export async function decide(
  view: View,
  proposal: ProposalState,
  action: Action,
  text = "",
): Promise<void> {
  const { session, editing, refocus } = view;
  const { proposal: id, version } = proposal.made;
  if (deciding(view, id) !== null) return;
  refocus.wanted = true;
  await session.dispatch({ type: "Decide", proposal: id, version, action, text });
  if (editing.value === id && session.state.value.proposals.get(id)?.decided) editing.value = null;
}

function deciding({ session }: View, id: string): Action | null {
  const actions = ["accept", "edit", "reject"] as const;
  return actions.find((action) => session.pending.value.has(`Decide ${id} ${action}`)) ?? null;
}

interface ButtonProps {
  action: Action;
  words: readonly [idle: string, pending: string];
  busy: Action | null;
  press: () => void;
}

function ActionButton({ action, words, busy, press }: ButtonProps) {
  const pending = busy === action;
  return (
    <button
      type="button"
      class={action === "accept" ? "tgw-button tgw-asked" : "tgw-button"}
      data-action={action}
      data-pending={pending}
      aria-disabled={busy !== null}
      aria-keyshortcuts={action.slice(0, 1)}
      onClick={press}
    >
      {pending ? words[1] : words[0]}
      <kbd>{action.slice(0, 1)}</kbd>
    </button>
  );
}

interface Props {
  proposal: ProposalState;
  place: string;
}

export function Question({ proposal, place }: Props) {
  const view = useView();
  const { made } = proposal;
  const role = useSlice((state, node) => state.nodes.get(node)?.role ?? "", made.node);
  const busy = deciding(view, made.proposal);
  const editing = view.editing.value === made.proposal;
  return (
    <section
      class="tgw-review"
      data-proposal={made.proposal}
      tabIndex={-1}
      aria-label={`Your turn: ${role}`}
    >
      <div class="tgw-review-head">
        <span class="tgw-turn">Your turn</span>
        <strong class="tgw-role" dir="auto">
          {role}
        </strong>
        <span class="tgw-muted">{place}</span>
      </div>
      <p class="tgw-ask">Replace this by that?</p>
      <Because gradients={made.because} />
      {editing ? (
        <Editor
          role={role}
          before={made.old}
          text={made.new}
          pending={busy !== null}
          accept={(text) => decide(view, proposal, "edit", text)}
          leave={() => {
            view.refocus.wanted = true;
            view.editing.value = null;
          }}
        />
      ) : (
        <>
          <Diff before={made.old} after={made.new} />
          <div class="tgw-actions">
            <ActionButton
              action="accept"
              words={["Accept", "Accepting…"]}
              busy={busy}
              press={() => decide(view, proposal, "accept")}
            />
            <ActionButton
              action="edit"
              words={["Edit", "Editing…"]}
              busy={busy}
              press={() => {
                if (busy === null) view.editing.value = made.proposal;
              }}
            />
            <ActionButton
              action="reject"
              words={["Reject", "Rejecting…"]}
              busy={busy}
              press={() => decide(view, proposal, "reject")}
            />
          </div>
        </>
      )}
    </section>
  );
}
