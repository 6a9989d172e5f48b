/** Where a value and a gradient come from, each a way to the card of its source. */

import { told } from "../review/Decisions.tsx";
import { Press } from "../review/Press.tsx";
import type { Card, State } from "../store/state.ts";
import { roleOf } from "../store/status.ts";
import { useSlice, useView } from "../view.ts";

/** The card of a node that is nearest to `card`: in its own lane, else the newest. */
function cardOf({ cards, cardOf }: State, node: string, card: Card | undefined): string {
  const here = `${node}@${card?.lane ?? 0}`;
  return cards.has(here) ? here : (cardOf.get(node) ?? "");
}

/** A variable by its role, which opens its detail. `card` is the one that is open. */
export function Source({ node, card }: { node: string; card: string }) {
  const { opened: selected } = useView();
  const role = useSlice(roleOf, node);
  const place = useSlice((state, [id, from]) => cardOf(state, id, state.cards.get(from)), [
    node,
    card,
  ] as const);
  if (!place) return <span dir="auto">{role}</span>;
  return (
    <Press
      class="tgw-link tgw-source"
      dir="auto"
      press={() => {
        selected.value = place;
      }}
    >
      {role}
    </Press>
  );
}

/** What was decided on it, by whom, and how long that took. */
export function Fate({ id }: { id: string }) {
  const { client } = useView().session;
  const words = useSlice((state, key) => {
    const proposal = state.proposals.get(state.cards.get(key)?.proposal ?? "");
    return proposal ? told(proposal, client) : "";
  }, id);
  return words ? <p class="tgw-origin">{words}</p> : null;
}

/** How the value came about: by an op from its inputs, or from the program. */
export function Origin({ id }: { id: string }) {
  const { op, inputs, step } = useSlice((state, key) => {
    const card = state.cards.get(key);
    const node = state.nodes.get(card?.node ?? "");
    const lane = card?.carried ? state.lanes[card.lane - 1]?.step : undefined;
    return { op: node?.op ?? "", inputs: node?.inputs, step: lane ?? 0 };
  }, id);
  if (step > 0) return <p class="tgw-origin">{`as step ${step} left it`}</p>;
  if (!op) return <p class="tgw-origin">given by the program</p>;
  return (
    <p class="tgw-origin">
      {`made by ${op}${inputs?.length ? " from " : ""}`}
      {[...new Set(inputs)].map((node, index) => (
        <span key={node}>
          {index > 0 && ", "}
          <Source node={node} card={id} />
        </span>
      ))}
    </p>
  );
}
