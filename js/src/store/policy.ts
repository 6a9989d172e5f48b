/** Who decides in a run, while it goes on. */

import type { PolicyChanged } from "../protocol.ts";
import type { Draft } from "./draft.ts";
import type { State } from "./state.ts";

export function changePolicy(draft: Draft, { policy, by, who }: PolicyChanged): void {
  draft.now.policy = { policy, by, who };
}

/** Whether what is proposed is accepted without a question. */
export function accepts({ policy, ended, replayed }: State): boolean {
  return policy.policy === "accept" && !ended && !replayed;
}
