/** What was decided so far, and by whom; the newest first. */

import { duration } from "../format.ts";
import { Icon } from "../icons.tsx";
import type { ProposalState } from "../store/state.ts";
import { useSlice, useView } from "../view.ts";
import { Diff } from "./Diff.tsx";

const WORDS = { accept: "accepted", edit: "edited", reject: "rejected" } as const;

function who(by: string, client: string): string {
  if (by === client) return "by you";
  return by.startsWith("page-") ? "in another tab" : `by the policy “${by}”`;
}

function Decision({ proposal }: { proposal: ProposalState }) {
  const { client } = useView().session;
  const role = useSlice((state, node) => state.nodes.get(node)?.role ?? "", proposal.made.node);
  const { decided, made, step } = proposal;
  if (decided === null) return null;
  const word = WORDS[decided.action] ?? decided.action;
  return (
    <li class="tgw-decision" data-decided={decided.action}>
      <details>
        <summary>
          <Icon name={word} />
          <span class="tgw-decision-what">
            <span class="tgw-muted">{`step ${step}`}</span> <span dir="auto">{role}</span>
          </span>
          <span class="tgw-decision-who">
            {`${word} ${who(decided.by, client)}`}
            {decided.seconds > 0.05 && ` · ${duration(decided.seconds)}`}
          </span>
        </summary>
        <Diff before={made.old} after={decided.text ?? made.new} />
      </details>
    </li>
  );
}

export function Decisions() {
  const proposals = useSlice((state) => state.proposals);
  const decided = [...proposals.values()].filter((proposal) => proposal.decided !== null);
  if (decided.length === 0) return null;
  return (
    <section class="tgw-decisions" aria-label="Decisions">
      <h3 class="tgw-label">decisions</h3>
      <ul>
        {decided.reverse().map((proposal) => (
          <Decision key={proposal.made.proposal} proposal={proposal} />
        ))}
      </ul>
    </section>
  );
}
