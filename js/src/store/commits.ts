/** The tree of committed steps, and where in it the parameters stand. */

import type { Change, CommitNamed, HistoryMoved, Merged, StepCommitted } from "../protocol.ts";
import type { Draft } from "./draft.ts";
import type { CommitState } from "./state.ts";

export function grow(draft: Draft, commit: CommitState): void {
  draft.now.commits = [...draft.now.commits, commit];
  draft.now.head = commit.commit;
  draft.now.undone = 0;
}

/** Values that were there before are there again. */
export function setValues(draft: Draft, changes: readonly Change[]): void {
  for (const { node, new: value } of changes) draft.nodes.patch(node, { value, ready: true });
}

/** A step without changes is no commit of its own, and none is told twice. */
export function addCommit(draft: Draft, event: StepCommitted): void {
  const { commit, parent, step, changes } = event;
  if (!changes.length || commit <= (draft.now.commits.at(-1)?.commit ?? 0)) return;
  grow(draft, { commit, parent, step, changes, source: null, who: "", name: "" });
}

export function moveHead(draft: Draft, event: HistoryMoved): void {
  setValues(draft, event.changes);
  const { head, undone } = draft.now;
  draft.now.undone = event.way === "undo" ? undone + 1 : event.way === "redo" ? undone - 1 : 0;
  draft.now.moved = { from: head, ...event };
  draft.now.head = event.commit;
}

export function addMerge(draft: Draft, { commit, parent, source, changes, who }: Merged): void {
  setValues(draft, changes);
  const step = draft.now.lanes.at(-1)?.step ?? draft.now.step;
  grow(draft, { commit, parent, step, changes, source, who, name: "" });
}

export function nameCommit(draft: Draft, { commit, name }: CommitNamed): void {
  const named = (one: CommitState) => (one.commit === commit ? { ...one, name } : one);
  draft.now.commits = draft.now.commits.map(named);
}
