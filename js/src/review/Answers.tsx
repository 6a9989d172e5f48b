/** The answers to a proposal; what is broken is offered for editing first. */

import { saidSince } from "../store/gradients.ts";
import type { ProposalState } from "../store/state.ts";
import { useLive, useView } from "../view.ts";
import { Actions } from "./Actions.tsx";
import { blendOf } from "./blending.ts";
import { candidateOf, chosen, decide, deciding, edit, say } from "./decide.ts";
import { Press } from "./Press.tsx";
import { count } from "./pieces.ts";
import { accept, changes, left, nothing } from "./taking.ts";

export function Answers({ proposal }: { proposal: ProposalState }) {
  const view = useView();
  const id = proposal.made.proposal;
  const blend = blendOf(view, proposal) !== undefined;
  const all = count(changes(view, proposal));
  const taken = blend ? all : all - left(view, proposal).size;
  const asked = deciding(view, id);
  // Accepted without some of its changes it goes as an edit.
  const since = useLive((state, made) => saidSince(state, made).length > 0, proposal);
  const busy = asked === "edit" && (blend || taken < all) ? "accept" : asked;
  const broken = !blend && candidateOf(proposal, chosen(view, proposal)).broken.length > 0;
  const accepts = blend ? "Accept the blend" : taken < all ? `Accept ${taken} of ${all}` : "Accept";
  const unsure = broken && view.unsure.value === id;
  const ways = [
    [
      "accept",
      unsure ? `${accepts} anyway` : broken ? `${accepts}…` : accepts,
      "Accepting…",
      "a",
      () => accept(view, proposal),
    ],
    ["edit", "Edit", "Editing…", "e", () => edit(view, proposal)],
    ["reject", "Reject", "Rejecting…", "r", () => decide(view, proposal, "reject")],
    [
      "regenerate",
      since ? "Again with this" : "Again",
      "Asking…",
      "g",
      () => decide(view, proposal, "regenerate"),
    ],
  ] as const;
  const asides = [
    ["why", "Reject because…", "w", () => say(view, proposal)],
    [
      "rest",
      "Accept the rest…",
      "",
      () => {
        view.leaving.value = id;
      },
    ],
    ["skip", "Skip", "s", () => decide(view, proposal, "skip")],
  ] as const;
  const buttons = ways.map(([action, words, meanwhile, sign, press]) => (
    <Press
      key={action}
      called={action}
      look={action === (broken ? "edit" : "accept") ? "asked" : "plain"}
      meanwhile={busy === action && meanwhile}
      off={busy !== null || (action === "accept" && nothing(view, proposal))}
      unsure={action === "accept" && unsure}
      keyed={sign}
      press={press}
    >
      {words}
    </Press>
  ));
  if (broken) buttons.splice(0, 2, ...buttons.slice(0, 2).reverse());
  return (
    <Actions>
      {buttons}
      <span class="tgw-asides">
        {asides.map(([action, words, sign, press]) => (
          <Press
            key={action}
            called={action}
            look="quiet"
            off={busy !== null}
            keyed={sign}
            press={press}
          >
            {words}
          </Press>
        ))}
      </span>
    </Actions>
  );
}
