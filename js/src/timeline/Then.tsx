/** What was asked at the moment that is shown; to read, since it can be answered no more. */

import { WORDS } from "../review/Decisions.tsx";
import { Diff } from "../review/Diff.tsx";
import { candidateOf } from "../review/decide.ts";
import { roleOf, undecided } from "../store/status.ts";
import { Muted } from "../text/Muted.tsx";
import { useLive, useSlice } from "../view.ts";

function Proposed({ id }: { id: string }) {
  const proposal = useLive((state, key) => state.proposals.get(key), id);
  const role = useSlice((state) => roleOf(state, proposal?.made.node));
  if (!proposal) return null;
  const { made, decided } = proposal;
  const { text } = candidateOf(proposal, decided?.candidate ?? 0);
  return (
    <section class="tgw-then">
      <h3 class="tgw-label">asked then</h3>
      <p>
        <span dir="auto">{role}</span>
        <Muted>{decided ? ` · ${WORDS[decided.action]} later` : ""}</Muted>
      </p>
      <Diff before={made.old} after={decided?.text ?? text} />
    </section>
  );
}

export function Then() {
  const asked = useSlice((state) => undecided(state).join("\n"));
  const decided = useSlice((state) => [...state.proposals.values()].some((one) => one.decided));
  if (asked) return asked.split("\n").map((id) => <Proposed key={id} id={id} />);
  return decided ? null : <p class="tgw-then tgw-muted">Nothing was decided yet.</p>;
}
