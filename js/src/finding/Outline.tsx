/** The picture as a tree of lines: for those who do not see it, and for those who read quicker. */

import { useComputed, useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { focusOn } from "../focus.ts";
import { chorded } from "../keys.ts";
import { watchSize } from "../size.ts";
import { roleOf } from "../store/status.ts";
import { usePart, useView } from "../view.ts";
import { uncover } from "./finding.ts";
import { act, OutlineRow } from "./OutlineRow.tsx";
import { moved, type Row, rowsOf, typed } from "./rows.ts";

/** Pixels of a line, and how many lines are drawn above and below those that are seen. */
const LINE = 30;
const MORE = 12;
/** Milliseconds after which letters begin a new name. */
const PAUSE = 700;

/** The letters that were typed in one go. */
function useLetters() {
  const typing = useRef({ letters: "", at: 0 });
  return (key: string): string => {
    const now = performance.now();
    const before = now - typing.current.at < PAUSE ? typing.current.letters : "";
    if (key === " " && !before) return "";
    typing.current = { letters: before + key, at: now };
    return before + key;
  };
}

export function Outline() {
  const view = useView();
  const { finding, shown, opened: selected } = view;
  const { settled, batches, folded, closed, hidden, place } = finding;
  const tree = useRef<HTMLDivElement>(null);
  const { cards, lanes } = usePart(settled, ({ cards, lanes }) => ({ cards, lanes }), undefined);
  const rows = useComputed(() =>
    rowsOf({
      cards: settled.value.cards,
      lanes: settled.value.lanes,
      batches: batches.value,
      folded: folded.value,
      closed: closed.value,
      hidden: hidden.value,
    }),
  ).value;
  const seen = useSignal({ from: 0, to: 40 });
  const walked = useSignal("");
  const wanted = useRef(finding.regain.outline);
  finding.regain.outline = false;
  const letters = useLetters();

  const at = Math.max(
    0,
    rows.findIndex(({ id }) => id === walked.value),
  );
  const go = (index: number) => {
    walked.value = rows[index]?.id ?? "";
    wanted.current = true;
  };

  const read = () => {
    const el = tree.current;
    if (!el) return;
    const from = Math.floor(el.scrollTop / LINE) - MORE;
    const to = Math.ceil((el.scrollTop + el.clientHeight) / LINE) + MORE;
    // In coarse steps, so that scrolling draws little anew.
    const next = { from: Math.floor(from / 8) * 8, to: Math.ceil(to / 8) * 8 };
    if (next.from !== seen.value.from || next.to !== seen.value.to) seen.value = next;
  };
  const bring = (index: number) => {
    const el = tree.current;
    if (!el || index < 0) return;
    const [top, bottom] = [index * LINE, (index + 1) * LINE];
    if (top < el.scrollTop) el.scrollTop = Math.max(0, top - LINE);
    else if (bottom > el.scrollTop + el.clientHeight) {
      el.scrollTop = bottom - el.clientHeight + LINE;
    }
  };
  useLayoutEffect(() => (tree.current ? watchSize(tree.current, read) : undefined), []);
  // What is searched for, or opened elsewhere, is looked at here too.
  useLayoutEffect(() => {
    const key = place.value || selected.value || "";
    if (!key) return;
    const lane = shown.value.cards.get(key)?.lane;
    if (lane !== undefined && closed.value.has(lane)) uncover(finding, key, lane);
    walked.value = key;
  }, [place.value, selected.value]);
  useLayoutEffect(() => {
    if (walked.value === place.value || walked.value === selected.value) bring(at);
  }, [walked.value, at]);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    bring(at);
    const line = tree.current?.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]');
    if (line == null || line.dataset["row"] !== rows[at]?.id) return;
    wanted.current = false;
    focusOn(line);
  });

  const names = () =>
    rows.map((row) => {
      const card = cards.get(row.kind === "card" ? row.card : (row.members[0] ?? ""));
      if (row.kind === "lane") return `step ${lanes[row.lane]?.step ?? ""}`;
      return roleOf(shown.value, card?.node);
    });
  const press = (event: KeyboardEvent) => {
    if (chorded(event)) return;
    const row = rows[at];
    if (!row) return;
    const next = moved(rows, at, event.key);
    if (next !== undefined) {
      go(next);
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      if (row.kind === "card") return;
      act(view, row);
    } else if (event.key === "Enter") {
      act(view, row);
    } else if (event.key.length === 1 && !"/?".includes(event.key)) {
      const so = letters(event.key);
      if (!so) act(view, row);
      else {
        const found = typed(names(), at, so);
        if (found >= 0) go(found);
      }
    } else return;
    event.preventDefault();
  };
  const { from, to } = seen.value;
  if (!rows.length) return <div class="tgw-empty">Nothing has run yet</div>;
  const drawn = rows.flatMap((row, index): [Row, number][] =>
    (index >= from && index < to) || index === at ? [[row, index]] : [],
  );
  return (
    <div class="tgw-outline-box" style={`--tgw-content:${rows.length * LINE + 12}px`}>
      <div
        ref={tree}
        class="tgw-outline"
        role="tree"
        aria-label="Outline"
        onKeyDown={press}
        onScroll={read}
      >
        <div class="tgw-outline-all" style={`height:${rows.length * LINE}px`}>
          {drawn.map(([row, index]) => (
            <OutlineRow
              key={row.id}
              row={row}
              top={index * LINE}
              stop={index === at}
              onWalk={() => {
                walked.value = row.id;
              }}
            />
          ))}
        </div>
      </div>
    </div>
  );
}
