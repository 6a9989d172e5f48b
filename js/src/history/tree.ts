/** The tree of committed steps: where each stands in the picture, and what a value was there. */

import type { CommitState, State } from "../store/state.ts";
import { roleOf } from "../store/status.ts";
import { factsOf } from "../timeline/words.ts";
import type { View } from "../view.ts";

/** A commit in the picture: as far to the right as commits lead to it, a row for each branch. */
export interface Spot {
  readonly commit: CommitState;
  readonly column: number;
  readonly row: number;
}

export interface Tree {
  /** In the order of their commits. */
  readonly spots: readonly Spot[];
  readonly columns: number;
  readonly rows: number;
}

/** The commits that were made on each, in order. */
function childrenOf(commits: readonly CommitState[]): ReadonlyMap<number, readonly CommitState[]> {
  const found = new Map<number, CommitState[]>();
  for (const one of commits) {
    // A log of another hand may say anything: what is made on itself would never end.
    if (one.parent === null || one.parent >= one.commit) continue;
    const known = found.get(one.parent);
    if (!known) found.set(one.parent, [one]);
    else known.push(one);
  }
  return found;
}

/** Put every commit in its place. What came first goes on in its row; the others branch off below. */
export function treeOf(commits: readonly CommitState[]): Tree {
  const children = childrenOf(commits);
  const spots = new Map<number, Spot>();
  /** Up to which columns each row is taken, from where. */
  const taken: [from: number, to: number][][] = [];
  for (const first of commits) {
    if (spots.has(first.commit)) continue;
    const parent = spots.get(first.parent ?? -1);
    const from = parent ? parent.column + 1 : 0;
    const line: CommitState[] = [];
    for (let one: CommitState | undefined = first; one; one = children.get(one.commit)?.[0]) {
      line.push(one);
    }
    const to = from + line.length - 1;
    let row = parent ? parent.row + 1 : 0;
    while (taken[row]?.some(([begin, end]) => begin <= to && from <= end)) row += 1;
    while (taken.length <= row) taken.push([]);
    taken[row]?.push([from, to]);
    line.forEach((commit, at) => {
      spots.set(commit.commit, { commit, column: from + at, row });
    });
  }
  const all = commits.flatMap(({ commit }) => spots.get(commit) ?? []);
  return {
    spots: all,
    columns: Math.max(...all.map(({ column }) => column)) + 1,
    rows: taken.length,
  };
}

/** Whether there is more than one branch. */
export function branched(commits: readonly CommitState[]): boolean {
  return [...childrenOf(commits).values()].some(({ length }) => length > 1);
}

/** The numbers of the commits that lead to one, itself among them. */
export function lineOf(commits: readonly CommitState[], to: number): ReadonlySet<number> {
  const byNumber = new Map(commits.map((one) => [one.commit, one] as const));
  const line = new Set<number>();
  for (let at = byNumber.get(to); at && !line.has(at.commit); at = byNumber.get(at.parent ?? -1)) {
    line.add(at.commit);
  }
  return line;
}

/** The text of a parameter at a commit; undefined where none ever changed it. */
function textAt(commits: readonly CommitState[], to: number, node: string): string | undefined {
  const line = lineOf(commits, to);
  const told = commits.flatMap(({ commit, changes }) =>
    changes.filter((change) => change.node === node).map((change) => ({ commit, change })),
  );
  return told.findLast(({ commit }) => line.has(commit))?.change.new ?? told[0]?.change.old;
}

/** A parameter whose text is another at another commit. */
export interface Difference {
  readonly node: string;
  readonly role: string;
  readonly here: string;
  readonly there: string;
}

/** The parameters whose texts at a commit are others than where the parameters stand. */
export function differences(state: State, there: number): readonly Difference[] {
  const { commits, head } = state;
  const changed = new Set(commits.flatMap(({ changes }) => changes.map(({ node }) => node)));
  return [...changed].flatMap((node) => {
    const [now, then] = [textAt(commits, head, node) ?? "", textAt(commits, there, node) ?? ""];
    const role = roleOf(state, node);
    return now === then ? [] : [{ node, role, here: now, there: then }];
  });
}

/** What a commit is called where it has no name. */
export function plainName({ commits }: Pick<State, "commits">, number: number): string {
  const found = commits.find(({ commit }) => commit === number);
  if (!found || number === 0) return "the beginning";
  if (found.source === null) return `step ${found.step}`;
  return `a value of ${commitName({ commits }, found.source)}`;
}

/** What a commit is called. */
export function commitName(state: Pick<State, "commits">, number: number): string {
  const name = state.commits.find(({ commit }) => commit === number)?.name ?? "";
  return name ? `“${name}”` : plainName(state, number);
}

/** What became of a commit, and how it scored. */
export function commitFacts(state: State, number: number, client: string): readonly string[] {
  const found = state.commits.find(({ commit }) => commit === number);
  if (found?.source != null) return [found.who ? `taken over by ${found.who}` : "taken over"];
  const step = state.steps.find(({ step, committed }) => committed && step === (found?.step ?? 0));
  return step ? factsOf(step, state.ended, client) : [];
}

/** Whether the tree is shown: as wanted, else where there is more than one branch. */
export function shows(wanted: boolean | null, { commits }: Pick<State, "commits">): boolean {
  return commits.length > 1 && (wanted ?? branched(commits));
}

/** Show the tree, or hide it. */
export function toggleTree({ history, shown }: View): boolean {
  if (shown.value.commits.length < 2) return false;
  history.open.value = !shows(history.open.value, shown.value);
  return true;
}
