/** One line of the outline: what it is, how it stands, and the beginning of its text. */

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { listed, plural } from "../format.ts";
import { BreakpointMark } from "../gradients/Breakpoint.tsx";
import { Icon } from "../icons.tsx";
import { faceOf, iconOf, textOf } from "../store/face.ts";
import { laneName, roleOf, type Status } from "../store/status.ts";
import { useSlice, useView, type View } from "../view.ts";
import { Counts, spoken, useTally } from "./Counts.tsx";
import { Found } from "./Found.tsx";
import { setFolded } from "./finding.ts";
import type { BatchRow, CardRow, LaneRow, Row } from "./rows.ts";

/** Open what a line stands for: the detail of a card, or what is in a step or a batch. */
export function act({ finding, opened: selected }: View, row: Row): void {
  if (row.kind === "card") selected.value = row.card;
  else if (row.kind === "batch") setFolded(finding, row.batch, row.open);
  else {
    const closed = new Set(finding.closed.value);
    if (!closed.delete(row.lane)) closed.add(row.lane);
    finding.closed.value = closed;
  }
}

interface Props<R extends Row> {
  row: R;
  /** Pixels from the top of the outline. */
  top: number;
  /** Whether the tab key stops here. */
  stop: boolean;
  onWalk: () => void;
}

interface Line extends Props<Row> {
  status: Status | "";
  /** What is heard of it. */
  label: string;
  children: ComponentChildren;
}

/** What all lines have in common. */
function Frame({ row, top, stop, onWalk, status, label, children }: Line) {
  const view = useView();
  const { found, place } = view.finding;
  const card = row.kind === "card" ? row.card : "";
  const searching = found.value.length > 0;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keys
    <div
      role="treeitem"
      class="tgw-line"
      data-row={row.id}
      data-card={card ? card : undefined}
      data-kind={row.kind}
      data-status={status}
      data-faded={searching && card !== "" && !found.value.includes(card)}
      data-place={card !== "" && place.value === card}
      aria-level={row.level}
      aria-posinset={row.at}
      aria-setsize={row.of}
      aria-expanded={row.kind === "card" ? undefined : row.open}
      aria-selected={card !== "" && view.opened.value === card}
      aria-busy={status === "running" || status === "retrying"}
      aria-label={label}
      tabIndex={stop ? 0 : -1}
      style={`top:${top}px;--tgw-level:${row.level}`}
      onFocus={onWalk}
      onClick={() => {
        onWalk();
        act(view, row);
      }}
    >
      {row.kind !== "card" && <Icon name={row.open ? "down" : "forward"} />}
      {children}
    </div>
  );
}

function CardLine(props: Props<CardRow>) {
  const { shown } = useView();
  const { card } = props.row;
  const face = useSlice(faceOf, card);
  const text = useComputed(() => textOf(shown.value, card));
  if (!face) return null;
  const { role, status, word } = face;
  const what = face.purpose || face.what;
  const gradients = face.gradients === 0 ? "" : plural(face.gradients, "gradient");
  const waits = face.breakpoint ? "criticism waits here" : "";
  const label = listed([role, what, word, gradients, waits]);
  return (
    <Frame {...props} status={status} label={label}>
      <span class="tgw-line-name" dir="auto">
        {role}
      </span>
      <span class="tgw-line-what">{what}</span>
      {face.breakpoint && <BreakpointMark />}
      <span class="tgw-line-text" dir="auto">
        <Found id={card} text={text} />
      </span>
      {gradients !== "" && (
        <span class="tgw-gradients">
          <Icon name="gradient" />
          {face.gradients}
          <span>{gradients.replace(/\d+/, "")}</span>
        </span>
      )}
      <span class="tgw-status">
        <Icon name={iconOf(status, word)} />
        {word}
      </span>
    </Frame>
  );
}

function HeadLine(props: Props<LaneRow | BatchRow>) {
  const { row } = props;
  const counts = useTally(row.members);
  const name = useSlice((state, it) => {
    if (it.kind === "batch") {
      return roleOf(state, state.cards.get(it.members[0] ?? "")?.node);
    }
    const lane = state.lanes[it.lane];
    return lane ? laneName(lane, state.lanes[it.lane - 1], state.ended !== null) : "";
  }, row);
  const times = row.kind === "batch" ? `${row.members.length} × ` : "";
  return (
    <Frame {...props} status="" label={spoken(times + name, counts)}>
      <span class="tgw-line-name">
        <span class="tgw-times">{times}</span>
        <span dir="auto">{name}</span>
      </span>
      <span class="tgw-line-text" />
      <Counts counts={counts} />
    </Frame>
  );
}

export function OutlineRow({ row, ...props }: Props<Row>) {
  if (row.kind === "card") return <CardLine row={row} {...props} />;
  return <HeadLine row={row} {...props} />;
}
