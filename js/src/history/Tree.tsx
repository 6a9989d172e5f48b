/** The committed steps as a tree: every branch, where the parameters stand, what has a name. */

import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { listed } from "../format.ts";
import { ARROWS, chorded } from "../keys.ts";
import { fateOf } from "../timeline/words.ts";
import { useSlice, useView } from "../view.ts";
import { Commit } from "./Commit.tsx";
import { commitFacts, commitName, lineOf, type Spot, shows, treeOf } from "./tree.ts";

/** The nearest commit in a direction; along a row before across rows. */
function next(spots: readonly Spot[], at: Spot, [across, down]: readonly [number, number]) {
  const far = ({ column, row }: Spot) => {
    const [x, y] = [column - at.column, row - at.row];
    const ahead = across * x + down * y;
    return ahead > 0
      ? ahead * (down === 0 ? 1 : 100) + Math.abs(across === 0 ? x : y * 100)
      : Infinity;
  };
  const [best] = spots.filter((spot) => far(spot) < Infinity).sort((a, b) => far(a) - far(b));
  return best;
}

const middle = (place: number) => place + 0.5;

/** From a commit to the one that was made on it. */
function edge(from: Spot, to: Spot): string {
  const [x, y, x2, y2] = [from.column, from.row, to.column, to.row].map(middle);
  if (y === y2) return `M${x} ${y}H${x2}`;
  return `M${x} ${y}C${(x ?? 0) + 0.6} ${y} ${x} ${y2} ${x2} ${y2}`;
}

function Picture() {
  const view = useView();
  const state = useSlice(({ commits, head, steps, ended, nodes }) => ({
    commits,
    head,
    steps,
    ended,
    nodes,
  }));
  const { commits, head, steps, ended } = state;
  const tree = useMemo(() => treeOf(commits), [commits]);
  const line = useMemo(() => lineOf(commits, head), [commits, head]);
  const box = useRef<HTMLDivElement>(null);
  const looked = view.history.commit.value;
  const chosen = commits.some(({ commit }) => commit === looked) ? looked : head;
  const find = (to: number) =>
    box.current?.querySelector<HTMLElement>(`[data-commit="${to}"]`) ?? null;
  // Where the values stand is in sight; the notebook around stays where it is.
  useLayoutEffect(() => {
    const [room, mark] = [box.current, find(head)];
    if (!room || !mark) return;
    room.scrollLeft = mark.offsetLeft - room.clientWidth / 2;
    room.scrollTop = mark.offsetTop - room.clientHeight / 2;
  }, [head]);
  const at = tree.spots.find(({ commit }) => commit.commit === chosen);
  const press = (event: KeyboardEvent) => {
    if (chorded(event) || !at) return;
    const way = ARROWS[event.key];
    if (!way) return;
    event.preventDefault();
    const to = next(tree.spots, at, way);
    if (!to) return;
    view.history.commit.value = to.commit.commit;
    find(to.commit.commit)?.focus();
  };
  const byNumber = new Map(tree.spots.map((spot) => [spot.commit.commit, spot] as const));
  return (
    <div class="tgw-tree">
      <div class="tgw-commits-room" ref={box}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
        <div
          class="tgw-commits"
          role="group"
          aria-label="Committed steps"
          style={{
            "--tgw-columns": tree.columns,
            gridTemplateRows: `repeat(${tree.rows}, 40px)`,
          }}
          onKeyDown={press}
        >
          <svg
            viewBox={`0 0 ${tree.columns} ${tree.rows}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            {tree.spots.map((spot) => {
              const from = byNumber.get(spot.commit.parent ?? -1);
              const { commit } = spot.commit;
              return (
                from && <path key={commit} d={edge(from, spot)} data-off={!line.has(commit)} />
              );
            })}
          </svg>
          {tree.spots.map(({ commit: { commit, step, source, name }, column, row }) => {
            const taken = steps.find((one) => one.committed && one.step === step);
            const fate = source !== null ? "merged" : taken && fateOf(taken, ended);
            const here = commit === head;
            const all = [
              commitName(state, commit),
              ...commitFacts({ ...view.shown.value, ...state }, commit, view.session.client),
              here ? "the values are these" : "",
            ];
            const words = listed(all);
            const plain = commit === 0 ? "start" : String(step);
            const from = commits.find((one) => one.commit === source);
            const seen = name || (from ? `of ${from.step}` : plain);
            return (
              <button
                key={commit}
                type="button"
                class="tgw-commit"
                data-commit={commit}
                data-here={here}
                data-off={!line.has(commit)}
                aria-current={here ? "step" : undefined}
                aria-pressed={commit === chosen}
                // What is heard holds what is seen.
                aria-label={words.includes(seen) ? words : `${seen}: ${words}`}
                title={words}
                tabIndex={commit === chosen ? 0 : -1}
                style={{ gridColumn: column + 1, gridRow: row + 1 }}
                onClick={() => {
                  view.history.commit.value = commit;
                }}
              >
                <span class="tgw-step-mark" data-fate={fate}>
                  <i />
                </span>
                <span class="tgw-commit-name" data-named={name !== ""} dir="auto">
                  {seen}
                </span>
              </button>
            );
          })}
        </div>
      </div>
      {chosen !== null && <Commit key={chosen} commit={chosen} />}
    </div>
  );
}

export function useTree(): boolean {
  const wanted = useView().history.open.value;
  return useSlice((state, open) => shows(open as boolean | null, state), wanted);
}

export function Tree() {
  return useTree() ? (
    <section class="tgw-history" aria-label="History">
      <Picture />
    </section>
  ) : null;
}
