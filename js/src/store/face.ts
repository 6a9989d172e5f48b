/** The face of a card: what it shows of itself, wherever it is drawn. */

import { head, listed, tail } from "../format.ts";
import type { IconName } from "../icons.tsx";
import { whySkipped } from "./skipped.ts";
import type { CallState, Card, State } from "./state.ts";
import {
  busyWith,
  gradientsOf,
  pictureOf,
  readable,
  roleOf,
  runningCall,
  type Status,
  shownValue,
  standingFailure,
  statusOf,
  thinks,
  turn,
} from "./status.ts";

/** Characters of a text that a card can show. */
const ROOM = 320;

/** What arrived of the call in flight, else what it thinks; until then why it waits or failed. */
function arriving(call: CallState): string {
  if (call.status === "retrying" && !(call.text + call.reasoning))
    return call.attempts.at(-1) ?? "";
  return tail(readable(call) || call.reasoning, ROOM);
}

/** What a card shows as its text: what arrives, what failed, or its value. */
export function textOf(state: State, key: string): string {
  const card = state.cards.get(key);
  if (!card) return "";
  const call = runningCall(state, card);
  if (call) return arriving(call);
  const failure = standingFailure(state, card);
  if (failure) return `${failure.message}\n${failure.hint}`.trim();
  const value = shownValue(state, card);
  const picture = pictureOf(state, card);
  if (picture) return `${picture.width} × ${picture.height}`;
  if (value) return head(value, ROOM);
  const last = state.calls.get(card.calls.at(-1) ?? "");
  // Of what was cancelled the word beside it says all.
  return last && last.error !== "Cancelled" ? last.message : "";
}

/** Everything else that a card shows. */
export function faceOf(state: State, key: string) {
  const card = state.cards.get(key);
  if (!card) return null;
  const node = state.nodes.get(card.node);
  const last = state.calls.get(card.calls.at(-1) ?? "");
  const failure = standingFailure(state, card);
  const written = node?.op === "" || card.carried;
  const kind = node?.parameter ? "parameter" : (node?.kind ?? "");
  const what = written || !node ? kind : node.op;
  const status = statusOf(state, card);
  const from = (last?.finished ?? last?.started)?.provenance;
  const marks = [
    last?.finished?.cached && status !== "cached" ? "cached" : "",
    from === "simulated" || from === "recorded" ? from : "",
    last?.finished && last.finished.model !== last.started.model ? `by ${last.finished.model}` : "",
  ];
  return {
    lane: card.lane,
    node: card.node,
    role: node?.role ?? "",
    kind: node?.kind ?? "input",
    what: listed([what, ...marks], " · "),
    status,
    word: wordOf(state, card),
    thinking: thinking(state, card),
    purpose: busyWith(state, card) || whySkipped(state, card),
    picture: pictureOf(state, card),
    gradients: card.gradients.length,
    muted: gradientsOf(state, card).filter(({ muted }) => muted).length,
    breakpoint: node?.breakpoint === true && !card.past,
    regions: gradientsOf(state, card).filter(({ region }) => region).length,
    chips: card.chips.map((id) => roleOf(state, id)).join("\n"),
    retry: failure?.status === "waiting" ? failure.failure : "",
  };
}

/** Whether what a card shows is only thought. */
function thinking(state: State, card: Card): boolean {
  const call = runningCall(state, card);
  return call !== undefined && thinks(call);
}

/** How a card stands, in a word. */
export function wordOf(state: State, card: Card): string {
  const status = statusOf(state, card);
  if (status === "asking") return turn(state);
  if (status === "running" && thinking(state, card)) return "thinking…";
  if (status !== "done" || card.calls.length) return status;
  if (card.carried) return "current";
  return state.nodes.get(card.node)?.op === "" ? "given" : "done";
}

/** The picture beside the word. */
export function iconOf(status: Status, word: string): IconName {
  return word === "given" || word === "current" ? "given" : status;
}
