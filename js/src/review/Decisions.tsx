/** What was decided and criticised so far, and by whom; the newest first. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Words } from "../detail/Words.tsx";
import { duration } from "../format.ts";
import { Undo } from "../history/Undo.tsx";
import { Undone } from "../history/Undone.tsx";
import { Icon, type IconName } from "../icons.tsx";
import type { CriticismGiven, Decided } from "../protocol.ts";
import type { CriticismState, ProposalState, State } from "../store/state.ts";
import { useSlice, useView } from "../view.ts";
import { Diff } from "./Diff.tsx";
import { candidateOf } from "./decide.ts";

/** What was done, by what was decided. */
export const WORDS: Readonly<Record<Decided["action"], string>> = {
  accept: "accepted",
  edit: "edited",
  reject: "rejected",
  regenerate: "drawn again",
  skip: "skipped",
};
const ICONS: Readonly<Record<Decided["action"], IconName>> = {
  accept: "accepted",
  edit: "edited",
  reject: "rejected",
  regenerate: "retrying",
  skip: "cancelled",
};
/** The actions after which a text of the person's choice stands there. */
const TAKES: ReadonlySet<string> = new Set(["accept", "edit"]);

function who(by: string, name: string, client: string): string {
  if (by === client) return "by you";
  if (by === "review.html") return `by ${name}, on a review page`;
  if (!by.startsWith("page-")) return `by the policy “${by}”`;
  return name === "" ? "in another tab" : `by ${name}, in another tab`;
}

interface Props {
  kind: string;
  icon: IconName;
  /** What was done; who did it and how long it took follow. */
  word: string;
  node: string;
  step: number;
  end: Decided | CriticismGiven;
  children?: ComponentChildren;
}

function Entry({ kind, icon, word, node, step, end, children }: Props) {
  const { client } = useView().session;
  // Of hundreds of changes only those are drawn that somebody looks at.
  const open = useSignal(false);
  const role = useSlice((state, id) => state.nodes.get(id)?.role ?? "", node);
  return (
    <li class="tgw-decision" data-decided={kind}>
      <details
        onToggle={(event) => {
          open.value = event.currentTarget.open;
        }}
      >
        <summary>
          <Icon name={icon} />
          <span class="tgw-decision-what">
            <span class="tgw-muted">{`step ${step}`}</span> <span dir="auto">{role}</span>
          </span>
          <span class="tgw-decision-who">
            {`${word} ${who(end.by, "who" in end ? end.who : "", client)}`}
            {end.seconds > 0.05 && ` · ${duration(end.seconds)}`}
          </span>
        </summary>
        {open.value && children}
      </details>
    </li>
  );
}

function Decision({ proposal, end }: { proposal: ProposalState; end: Decided }) {
  const { made, step } = proposal;
  const word = WORDS[end.action] ?? end.action;
  const count = made.candidates.length;
  const which = count > 1 && TAKES.has(end.action) ? ` ${end.candidate + 1} of ${count}` : "";
  const after = end.text ?? candidateOf(proposal, end.candidate).text;
  return (
    <Entry
      kind={end.action}
      icon={ICONS[end.action] ?? "said"}
      word={`${word}${which}`}
      node={made.node}
      step={step}
      end={end}
    >
      {end.reason !== "" && (
        <div class="tgw-reason">
          <span class="tgw-label">because</span>
          <Words text={end.reason} />
        </div>
      )}
      <Diff before={made.old} after={after} />
    </Entry>
  );
}

function Criticism({ criticism, end }: { criticism: CriticismState; end: CriticismGiven }) {
  const { asked, step } = criticism;
  const word = end.text ? "criticised" : "left uncriticised";
  return (
    <Entry kind="criticise" icon="said" word={word} node={asked.node} step={step} end={end}>
      <Words text={end.text ?? ""} />
    </Entry>
  );
}

/** What came to its end, by the place of the end in the log; what was broken off is not among it. */
function ended({ proposals, criticisms }: Pick<State, "proposals" | "criticisms">) {
  const ends = new Map<number, ComponentChildren>();
  for (const proposal of proposals.values()) {
    const end = proposal.decided;
    if (end !== null) ends.set(end.seq, <Decision key={end.seq} proposal={proposal} end={end} />);
  }
  for (const criticism of criticisms.values()) {
    const end = criticism.given;
    if (end === null || end.text === null) continue;
    ends.set(end.seq, <Criticism key={end.seq} criticism={criticism} end={end} />);
  }
  return [...ends].sort(([a], [b]) => b - a).map(([, entry]) => entry);
}

export function Decisions() {
  const told = useSlice(({ proposals, criticisms }) => ({ proposals, criticisms }));
  const entries = ended(told);
  if (entries.length === 0) return null;
  return (
    <section class="tgw-decisions" aria-label="Decisions">
      <div class="tgw-decisions-head">
        <h3 class="tgw-label">decisions</h3>
        <Undo />
      </div>
      <Undone />
      <ul>{entries}</ul>
    </section>
  );
}
