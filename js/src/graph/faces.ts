/** How a card looks from afar. */

import type { State } from "../store/state.ts";
import { type Status, statusOf } from "../store/status.ts";
import type { Face } from "./paintCards.ts";

/** What of several is told first. */
const URGENT: readonly Status[] = ["asking", "failed", "running", "retrying", "waiting"];

export function blockOf(state: State, key: string, members: readonly string[] = [key]): Face {
  const statuses = members.flatMap((one) => {
    const card = state.cards.get(one);
    return card ? statusOf(state, card) : [];
  });
  const node = state.nodes.get(state.cards.get(key)?.node ?? "");
  return {
    role: node?.role ?? "",
    status: URGENT.find((status) => statuses.includes(status)) ?? statuses[0] ?? "done",
    parameter: node?.parameter ?? false,
    pauses: members.some((one) => {
      return state.nodes.get(state.cards.get(one)?.node ?? "")?.breakpoint === true;
    }),
    count: members.length,
  };
}
