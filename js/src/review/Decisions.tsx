/** What was decided and criticised so far, and by whom; the newest first. */

import type { ComponentChildren } from "preact";
import { Words } from "../detail/Words.tsx";
import { duration } from "../format.ts";
import { Undo } from "../history/Undo.tsx";
import { Undone } from "../history/Undone.tsx";
import { Icon, type IconName } from "../icons.tsx";
import type { CriticismGiven, Decided } from "../protocol.ts";
import type { Settled } from "../store/settled.ts";
import type { CriticismState, ProposalState, State } from "../store/state.ts";
import { DECIDED, roleOf } from "../store/status.ts";
import { useSlice, useView } from "../view.ts";
import { whose } from "../who/words.ts";
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
const TAKES: ReadonlySet<string> = new Set(["accept", "edit"]);

/** "by you", "by Ana", "in another tab". */
function byWhom(end: Decided | CriticismGiven | Settled, client: string): string {
  const who = whose(end.by, "who" in end ? end.who : "", client);
  if (end.by === "review.html") return `by ${who}, on a review page`;
  return who === "another tab" ? "in another tab" : `by ${who}`;
}

/** A decision in words: "accepted 2 of 3 after 12 s by Ana"; no figure follows a name, which may run the other way. */
export function told({ made, decided }: ProposalState, client: string): string {
  if (!decided) return "";
  const { action, candidate, blend, seconds } = decided;
  const count = made.candidates.length;
  const which =
    blend?.length > 0
      ? `blended from ${blend.map((place) => place + 1).join(" and ")}`
      : `${WORDS[action] ?? action}${count > 1 && TAKES.has(action) ? ` ${candidate + 1} of ${count}` : ""}`;
  return `${which}${took(seconds)} ${byWhom(decided, client)}`;
}

/** " after 12 s"; a policy takes no time. */
const took = (seconds: number) => (seconds > 0.05 ? ` after ${duration(seconds)}` : "");

interface Props {
  kind: string;
  icon: IconName;
  /** What was done, by whom, and how long it took. */
  words: string;
  about: string;
  step: number;
  /** What it came to, where that is a text. */
  children?: ComponentChildren;
}

function Entry({ kind, icon, words, about, step, children }: Props) {
  const line = (
    <>
      <Icon name={icon} />
      <span class="tgw-decision-what">
        <span class="tgw-muted">{`step ${step}`}</span> <span dir="auto">{about}</span>
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

/** What the node is called now. */
const useRole = (node: string) => useSlice(roleOf, node);

function Decision({ proposal, end }: { proposal: ProposalState; end: Decided }) {
  const { client } = useView().session;
  const { made, step } = proposal;
  const after = end.text ?? candidateOf(proposal, end.candidate).text;
  return (
    <Entry
      kind={end.action}
      icon={ICONS[end.action] ?? "said"}
      words={told(proposal, client)}
      about={useRole(made.node)}
      step={step}
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
  const { client } = useView().session;
  const { asked, step } = criticism;
  const word = end.text ? "criticised" : "left uncriticised";
  const words = `${word}${took(end.seconds)} ${byWhom(end, client)}`;
  return (
    <Entry kind="criticise" icon="said" words={words} about={useRole(asked.node)} step={step}>
      <Words text={end.text ?? ""} />
    </Entry>
  );
}

function Settling({ settled }: { settled: Settled }) {
  const { client } = useView().session;
  const { about, step, done, seconds } = settled;
  const words = `${done}${took(seconds)} ${byWhom(settled, client)}`;
  return <Entry kind="settled" icon="accepted" words={words} about={about} step={step} />;
}

type Ends = Pick<State, "proposals" | "criticisms" | "settled">;

/** What came to its end, by the place of the end in the log; what was broken off is not among it. */
function ended({ proposals, criticisms, settled }: Ends) {
  const ends = new Map<number, ComponentChildren>();
  for (const proposal of proposals.values()) {
    const end = proposal.decided;
    if (end) ends.set(end.seq, <Decision key={end.seq} proposal={proposal} end={end} />);
  }
  for (const criticism of criticisms.values()) {
    const end = criticism.given;
    if (!end || end.text === null) continue;
    ends.set(end.seq, <Criticism key={end.seq} criticism={criticism} end={end} />);
  }
  for (const one of settled) ends.set(one.seq, <Settling key={one.seq} settled={one} />);
  return [...ends].sort(([a], [b]) => b - a).map(([, entry]) => entry);
}

export function Decisions() {
  const entries = ended(
    useSlice(({ proposals, criticisms, settled }) => ({ proposals, criticisms, settled })),
  );
  if (!entries.length) return null;
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
