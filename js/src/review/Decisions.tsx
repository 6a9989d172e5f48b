/** What was decided and criticised so far, and by whom; the newest first. */

import type { ComponentChildren } from "preact";
import { Words } from "../detail/Words.tsx";
import { duration } from "../format.ts";
import { Undo } from "../history/Undo.tsx";
import { Undone } from "../history/Undone.tsx";
import { Icon, type IconName } from "../icons.tsx";
import type { CriticismGiven, Decided } from "../protocol.ts";
import type { Settled } from "../store/settled.ts";
import type { CriticismState, ProposalState } from "../store/state.ts";
import { DECIDED, roleOf } from "../store/status.ts";
import { Muted } from "../text/Muted.tsx";
import { useSlice, useView } from "../view.ts";
import { byWhom } from "../who/words.ts";
import { Diff } from "./Diff.tsx";
import { candidateOf } from "./decide.ts";
import { Fold } from "./Fold.tsx";

/** What was done, by what was decided. */
export const WORDS: Readonly<Partial<Record<Decided["action"], string>>> = {
  ...DECIDED,
  regenerate: "drawn again",
  skip: "skipped",
};
const ICONS: Readonly<Partial<Record<Decided["action"], IconName>>> = {
  ...DECIDED,
  regenerate: "retrying",
  skip: "cancelled",
};
/** The actions after which a text of the person's choice stands there. */
const TAKES = ["accept", "edit"];

/** How long it took, and who ended it: "after 12 s by you". A policy takes no time. */
function ending(end: Decided | CriticismGiven | Settled, client: string): string {
  const page = end.by === "review.html" ? ", on a review page" : "";
  const by = byWhom(end.by, "who" in end ? end.who : "", client) + page;
  return end.seconds > 0.05 ? `after ${duration(end.seconds)} ${by}` : by;
}

/** A decision in words: "accepted 2 of 3 after 12 s by Ana"; no figure follows a name, which may run the other way. */
export function told({ made, decided }: ProposalState, client: string): string {
  if (!decided) return "";
  const { action, candidate, blend } = decided;
  const count = made.candidates.length;
  const which =
    blend?.length > 0
      ? `blended from ${blend.map((place) => place + 1).join(" and ")}`
      : `${WORDS[action] ?? action}${count > 1 && TAKES.includes(action) ? ` ${candidate + 1} of ${count}` : ""}`;
  return `${which} ${ending(decided, client)}`;
}

interface Props {
  /** What ended, and the place of its end in the log. */
  kind: string;
  seq: number;
  icon: IconName;
  /** What was done, by whom, and how long it took. */
  words: string;
  /** What it was about: a node, or words. */
  node?: string;
  about?: string;
  step: number;
  /** What it came to, where that is a text. */
  children?: ComponentChildren;
}

function Entry({ kind, icon, words, node, about, step, children }: Props) {
  const role = useSlice(roleOf, node);
  const line = (
    <>
      <Icon name={icon} />
      <span class="tgw-decision-what">
        <Muted>{`step ${step}`}</Muted> <span dir="auto">{about ?? role}</span>
      </span>
      <span class="tgw-decision-who" dir="auto">
        {words}
      </span>
    </>
  );
  return (
    <li class="tgw-decision" data-decided={kind}>
      {children ? <Fold line={line}>{children}</Fold> : <div class="tgw-settled">{line}</div>}
    </li>
  );
}

function decisionOf(proposal: ProposalState, client: string): Props[] {
  const { made, step, decided: end } = proposal;
  if (!end) return [];
  const { action, seq, reason } = end;
  const words = told(proposal, client);
  const children = [
    reason && (
      <div class="tgw-reason">
        <span class="tgw-label">because</span>
        <Words text={reason} />
      </div>
    ),
    <Diff
      key="diff"
      before={made.old}
      after={end.text ?? candidateOf(proposal, end.candidate).text}
    />,
  ];
  const icon = ICONS[action] ?? "said";
  return [{ kind: action, seq, icon, words, node: made.node, step, children }];
}

function criticismOf({ asked, given, step }: CriticismState, client: string): Props[] {
  // What was broken off is not told.
  if (!given || given.text === null) return [];
  const words = `${given.text ? "criticised" : "left uncriticised"} ${ending(given, client)}`;
  const children = <Words text={given.text} />;
  const { node } = asked;
  return [{ kind: "criticise", seq: given.seq, icon: "said", words, node, step, children }];
}

export function Decisions() {
  const { client } = useView().session;
  const { proposals, criticisms, settled } = useSlice(({ proposals, criticisms, settled }) => ({
    proposals,
    criticisms,
    settled,
  }));
  const entries = [
    ...[...proposals.values()].flatMap((one) => decisionOf(one, client)),
    ...[...criticisms.values()].flatMap((one) => criticismOf(one, client)),
    ...settled.map((one): Props => {
      const { seq, about, step, done } = one;
      const words = `${done} ${ending(one, client)}`;
      return { kind: "settled", seq, icon: "accepted", words, about, step };
    }),
  ].sort((a, b) => b.seq - a.seq);
  if (!entries.length) return null;
  return (
    <section class="tgw-decisions" aria-label="Decisions">
      <div class="tgw-decisions-head">
        <h3 class="tgw-label">decisions</h3>
        <Undo />
      </div>
      <Undone />
      <ul>
        {entries.map((entry) => (
          <Entry key={entry.seq} {...entry} />
        ))}
      </ul>
    </section>
  );
}
