/** One commit: what became of it, the way to it, its name, and what is different there. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Diff } from "../review/Diff.tsx";
import { Press } from "../review/Press.tsx";
import { standing } from "../store/status.ts";
import { useLive, useSlice, useView } from "../view.ts";
import { asWho } from "../who/naming.ts";
import { commitFacts, type Difference, differences, plainName } from "./tree.ts";

interface MoveProps {
  action: string;
  words: string;
  busy: boolean;
  act: () => void;
}

/** A button that moves the values; where a question would be left, it asks to be sure. */
function Move({ action, words, busy, act }: MoveProps) {
  const asked = useLive((state) => standing(state).length > 0);
  const sure = useSignal(false);
  const unsure = sure.value && asked;
  return (
    <Press
      called={action}
      unsure={unsure}
      off={busy}
      press={() => {
        if (asked && !sure.value) sure.value = true;
        else act();
      }}
    >
      {unsure ? `${words}, and leave the question undecided` : words}
    </Press>
  );
}

/** The name of a commit, being written. */
function Naming({ commit, name, leave }: { commit: number; name: string; leave: () => void }) {
  const { session } = useView();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.select(), []);
  const save = async () => {
    const given = (field.current?.value ?? "").trim();
    if (given === name || (await session.dispatch({ type: "NameCommit", commit, name: given }))) {
      leave();
    }
  };
  return (
    <>
      <input
        ref={field}
        aria-label="Name"
        class="tgw-input"
        dir="auto"
        maxLength={60}
        placeholder="a name, like “short and kind”"
        defaultValue={name}
        onKeyDown={(event) => {
          if (event.key === "Enter" && !event.isComposing) save();
          if (event.key !== "Escape") return;
          event.stopPropagation();
          leave();
        }}
      />
      <Press called="name" keyed="↵" press={save}>
        Save
      </Press>
    </>
  );
}

interface ActionsProps {
  commit: number;
  name: string;
  here: boolean;
}

function Actions({ commit, name, here }: ActionsProps) {
  const view = useView();
  const { dispatch, unanswered: pending } = view.session;
  const naming = useSignal(false);
  const box = useRef<HTMLSpanElement>(null);
  const leave = () => {
    naming.value = false;
    box.current?.closest(".tgw")?.querySelector<HTMLElement>(`[data-commit="${commit}"]`)?.focus();
  };
  return (
    <span class="tgw-commit-actions" ref={box}>
      {naming.value ? (
        <Naming commit={commit} name={name} leave={leave} />
      ) : (
        <>
          {!here && (
            <Move
              action="checkout"
              words="Go there"
              busy={pending.value.has("Checkout")}
              act={() => dispatch({ type: "Checkout", commit, who: asWho(view) })}
            />
          )}
          <Press
            called="rename"
            look="quiet"
            press={() => {
              naming.value = true;
            }}
          >
            {name ? "Rename" : "Name it"}
          </Press>
        </>
      )}
    </span>
  );
}

function Different({ of, commit, acts }: { of: Difference; commit: number; acts: boolean }) {
  const view = useView();
  const { dispatch, unanswered: pending } = view.session;
  return (
    <section class="tgw-compared">
      <div class="tgw-different-head">
        <h4 class="tgw-label" dir="auto">
          {of.role}
        </h4>
        {acts && (
          <Move
            action="merge"
            words="Take this over"
            busy={pending.value.has("Merge")}
            act={() => dispatch({ type: "Merge", node: of.node, source: commit, who: asWho(view) })}
          />
        )}
      </div>
      <Diff before={of.here} after={of.there} />
    </section>
  );
}

export function Commit({ commit }: { commit: number }) {
  const { session, moment } = useView();
  const state = useSlice((state) => state);
  const acts = session.kernel && moment.value === null && !state.replayed;
  const here = state.head === commit;
  const name = state.commits.find((one) => one.commit === commit)?.name ?? "";
  const plain = plainName(state, commit);
  const found = here ? [] : differences(state, commit);
  return (
    <div class="tgw-commit-about">
      <div class="tgw-commit-line">
        <span class="tgw-commit-facts">
          <strong dir="auto">{name || plain}</strong>
          {[
            name && plain,
            ...commitFacts(state, commit, session.client),
            here && "the values are these",
          ]
            .filter(Boolean)
            .map((fact) => (
              <span key={fact} dir="auto">
                {fact}
              </span>
            ))}
        </span>
        {acts && <Actions commit={commit} name={name} here={here} />}
      </div>
      {!here && (
        <p class="tgw-muted">
          {!found.length
            ? "No text is different there."
            : acts
              ? "What is different there. Go there, and the next step branches off; or take one text over."
              : "What is different there."}
        </p>
      )}
      {found.map((one) => (
        <Different key={one.node} of={one} commit={commit} acts={acts} />
      ))}
    </div>
  );
}
