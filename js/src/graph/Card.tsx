/** One card: whose text this is, how it stands, and the text itself as it arrives. */

import { useComputed } from "@preact/signals";
import { head, plural, tail } from "../format.ts";
import { Icon, type IconName } from "../icons.tsx";
import type { CallState, State } from "../store/state.ts";
import {
  busyWith,
  pictureOf,
  readable,
  runningCall,
  type Status,
  shownValue,
  standingFailure,
  statusOf,
} from "../store/status.ts";
import { Thumbnail } from "../Thumbnail.tsx";
import { useSlice, useView } from "../view.ts";
import { RetryButton } from "./RetryButton.tsx";
import type { Box } from "./scene.ts";
import { placed } from "./viewport.ts";

/** Characters of a text that a card can show. */
const ROOM = 320;

const WORDS: Readonly<Record<Status, string>> = {
  waiting: "waiting",
  running: "running",
  retrying: "retrying",
  failed: "failed",
  asking: "your turn",
  accepted: "accepted",
  edited: "edited",
  rejected: "rejected",
  cached: "cached",
  cancelled: "cancelled",
  done: "done",
};

/** What arrived of the call in flight; a discarded attempt says so until text arrives again. */
function arriving(call: CallState): string {
  const text = readable(call);
  const lost = call.attempts.at(-1);
  if (call.text === "" && lost !== undefined) return lost;
  return text === "" && call.reasoning + call.text !== "" ? "thinking…" : tail(text, ROOM);
}

function textOf(state: State, key: string): string {
  const card = state.cards.get(key);
  if (card === undefined) return "";
  const call = runningCall(state, card);
  if (call !== undefined) return arriving(call);
  const failure = standingFailure(state, card);
  if (failure !== undefined) return `${failure.message}\n${failure.hint}`.trim();
  const value = shownValue(state, card);
  const picture = pictureOf(state, card);
  if (picture !== null) return `${picture.width} × ${picture.height}`;
  if (value !== "") return head(value, ROOM);
  const last = state.calls.get(card.calls.at(-1) ?? "");
  return last?.message ?? "";
}

function faceOf(state: State, key: string) {
  const card = state.cards.get(key);
  if (card === undefined) return null;
  const node = state.nodes.get(card.node);
  const last = state.calls.get(card.calls.at(-1) ?? "");
  const failure = standingFailure(state, card);
  const written = node?.op === "" || card.carried;
  const kind = node?.parameter === true ? "parameter" : (node?.kind ?? "");
  const what = written || node === undefined ? kind : node.op;
  const status = statusOf(state, card);
  const from = (last?.finished ?? last?.started)?.provenance;
  const marks = [
    last?.finished?.cached === true && status !== "cached" ? "cached" : "",
    from === "simulated" || from === "recorded" ? from : "",
    last?.finished && last.finished.model !== last.started.model ? `by ${last.finished.model}` : "",
  ];
  return {
    lane: card.lane,
    node: card.node,
    role: node?.role ?? "",
    kind: node?.kind ?? "input",
    what: [what, ...marks].filter((word) => word !== "").join(" · "),
    status,
    given: !written || card.calls.length > 0 ? "" : card.carried ? "current" : "given",
    purpose: busyWith(state, card),
    picture: pictureOf(state, card),
    gradients: card.gradients.length,
    chips: card.chips.map((id) => state.nodes.get(id)?.role ?? "").join("\n"),
    retry: failure?.status === "waiting" ? failure.failure : "",
  };
}

function Chips({ roles }: { roles: string }) {
  if (roles === "") return null;
  return (
    <ul class="tgw-chips" aria-label="also made from">
      {roles.split("\n").map((role) => (
        <li key={role} title={role} dir="auto">
          <Icon name="given" />
          {role}
        </li>
      ))}
    </ul>
  );
}

interface Props {
  id: string;
  box: Box;
  far: boolean;
  /** Whether the tab key stops here; arrows lead from card to card. */
  stop: boolean;
}

export function Card({ id, box, far, stop }: Props) {
  const { shown, selected, faded } = useView();
  const face = useSlice(faceOf, id);
  const text = useComputed(() => textOf(shown.value, id));
  if (face === null) return null;
  const { status } = face;
  const busy = status === "running" || status === "retrying";
  const icon: IconName = status === "done" && face.given ? "given" : status;
  const word = status === "done" && face.given ? face.given : WORDS[status];
  return (
    <article
      class="tgw-card"
      data-node={face.node}
      data-lane={face.lane}
      data-role-text={face.role}
      data-kind={face.kind}
      data-status={status}
      data-far={far}
      data-selected={selected.value === id}
      data-faded={faded.value.has(id)}
      data-card={id}
      aria-busy={busy}
      style={placed(box)}
    >
      <div class="tgw-card-head">
        <button
          type="button"
          class="tgw-card-open"
          tabIndex={stop ? 0 : -1}
          title={face.role}
          dir="auto"
          onClick={() => {
            selected.value = id;
          }}
        >
          {face.role}
        </button>
      </div>
      {!far && (
        <>
          <div class="tgw-card-sub">
            {face.retry === "" && <span class="tgw-purpose">{face.purpose || face.what}</span>}
            <span class="tgw-status">
              <Icon name={icon} />
              {word}
            </span>
            {face.retry !== "" && <RetryButton failure={face.retry} />}
          </div>
          <div class="tgw-card-body">
            {face.picture !== null && <Thumbnail picture={face.picture} role={face.role} />}
            <div class={busy ? "tgw-text tgw-stream" : "tgw-text"} dir="auto">
              <span>{text}</span>
            </div>
          </div>
          <div class="tgw-card-foot">
            {face.gradients > 0 && (
              <span class="tgw-gradients">
                <Icon name="gradient" />
                {plural(face.gradients, "gradient")}
              </span>
            )}
            <Chips roles={face.chips} />
          </div>
        </>
      )}
    </article>
  );
}
