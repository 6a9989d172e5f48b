/** What comes back from a reviewer's page. */

import { plural } from "../format.ts";
import type { ReviewAnswered, Revised } from "../protocol.ts";
import { grow, setValues } from "./commits.ts";
import type { Draft } from "./draft.ts";
import { roleOf } from "./status.ts";

function tell(draft: Draft, seq: number, message: string): void {
  draft.now.notices = [...draft.now.notices, { seq, level: "info", message }];
}

/** Values that a person chose afterwards are a commit of their own. */
export function revise(draft: Draft, { seq, commit, parent, changes, who }: Revised): void {
  setValues(draft, changes);
  const step = draft.now.lanes.at(-1)?.step ?? draft.now.step;
  grow(draft, { commit, parent, step, changes, source: null, who, name: "" });
  const person = who ? who : "A reviewer";
  tell(draft, seq, `${person} went over the changes: ${plural(changes.length, "text")} set anew.`);
}

/** What a reviewer had to say is told, whatever was decided. */
export function answer(draft: Draft, { seq, node, comment, who }: ReviewAnswered): void {
  if (!comment) return;
  const role = roleOf(draft.now, node);
  tell(draft, seq, `${who ? who : "A reviewer"} on ${role}: ${comment}`);
}
