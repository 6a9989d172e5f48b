/** One question: replace this by that, or by one of these? */

import { useLayoutEffect, useRef } from "preact/hooks";
import { Words } from "../detail/Words.tsx";
import { revealText } from "../panel.ts";
import type { ProposalState } from "../store/state.ts";
import { roleOf } from "../store/status.ts";
import { useLive, useView } from "../view.ts";
import { Rest } from "../who/Rest.tsx";
import { Answers } from "./Answers.tsx";
import { Because } from "./Because.tsx";
import { Blend } from "./Blend.tsx";
import { Broken } from "./Broken.tsx";
import { blendOf, toggleBlend } from "./blending.ts";
import { Candidates } from "./Candidates.tsx";
import { Changes } from "./Changes.tsx";
import { Constraints } from "./Constraints.tsx";
import { candidateOf, choose, chosen, decide, deciding } from "./decide.ts";
import { Editor } from "./Editor.tsx";
import { Measurement } from "./Measurement.tsx";
import { Press } from "./Press.tsx";
import { count } from "./pieces.ts";
import { Layout, Taking } from "./Taking.tsx";
import { type Among, Turn } from "./Turn.tsx";
import { changes, left, result, takeAll, toggle } from "./taking.ts";
import { Why } from "./Why.tsx";

/** Pixels of the text that must be seen when another candidate is chosen. */
const SEEN = 130;

interface Props extends Among {
  proposal: ProposalState;
}

export function Question({ proposal, ...among }: Props) {
  const view = useView();
  const { made } = proposal;
  const role = useLive(roleOf, made.node);
  const editing = view.editing.value === made.proposal;
  const saying = view.saying.value === made.proposal;
  const looked = chosen(view, proposal);
  const { broken } = candidateOf(proposal, looked);
  const pieces = changes(view, proposal);
  const without = left(view, proposal);
  const text = result(view, proposal);
  const side = view.side.value && view.wide.value;
  const asked = useRef<HTMLParagraphElement>(null);
  const before = useRef(looked);
  useLayoutEffect(() => {
    if (before.current !== looked) revealText(asked.current?.parentElement, SEEN);
    before.current = looked;
  }, [looked]);
  const replayed = useLive((state) => state.replayed);
  const several = made.candidates.length > 1;
  const blend = blendOf(view, proposal);
  const leaving = view.leaving.value === made.proposal;
  const which = editing
    ? blend
      ? "Edit the blend"
      : `Edit candidate ${looked + 1}`
    : blend
      ? "Replace this by a blend of these?"
      : "Replace this by one of these?";
  const question = several ? which : "Replace this by that?";
  const answers = saying ? (
    <Why proposal={proposal} />
  ) : leaving ? (
    <Rest proposal={proposal} />
  ) : (
    <Answers proposal={proposal} />
  );
  return (
    <Turn kind="proposal" name={made.proposal} role={role} {...among}>
      <p class="tgw-ask" ref={asked}>
        {question}
      </p>
      <Because proposal={proposal} />
      <Constraints node={made.node} />
      {several && !editing && !blend && (
        <>
          <Candidates
            candidates={made.candidates}
            chosen={looked}
            choose={(next) => choose(view, proposal, next)}
          />
          <p class="tgw-blend-link">
            <Press called="blend" look="link" keyed="x" press={() => toggleBlend(view, proposal)}>
              Blend them
            </Press>
          </p>
        </>
      )}
      {!blend && (
        <>
          <Broken lines={broken} />
          <Measurement of={proposal.measured.find(({ candidate }) => candidate === looked)} />
        </>
      )}
      {editing ? (
        <Editor
          role={role}
          before={made.old}
          text={text}
          kept={view.drafts.get(made.proposal)}
          keep={(words) => view.drafts.set(made.proposal, words)}
          side={side}
          tools={<Layout />}
          pending={deciding(view, made.proposal) !== null}
          accept={(words) => decide(view, proposal, "edit", words, "", blend?.sources)}
          leave={() => {
            view.drafts.delete(made.proposal);
            view.refocus.at = made.proposal;
            view.editing.value = null;
          }}
        />
      ) : blend ? (
        <>
          <Blend proposal={proposal} text={text} />
          {answers}
        </>
      ) : (
        <>
          {text === made.old && (
            <p class="tgw-same">
              {without.size
                ? "Every change is left out: take one, or reject them all."
                : "It is the same text: nothing would change."}
            </p>
          )}
          <Taking all={count(pieces)} left={without.size} takeAll={() => takeAll(view, proposal)} />
          <Changes
            key={looked}
            pieces={pieces}
            left={without}
            side={side}
            {...(!replayed && { toggle: (hunk: number) => toggle(view, proposal, hunk) })}
          />
          {without.size > 0 && text !== made.old && (
            <div class="tgw-result">
              <span class="tgw-label">as you take it</span>
              <Words text={text} />
            </div>
          )}
          {answers}
        </>
      )}
    </Turn>
  );
}
