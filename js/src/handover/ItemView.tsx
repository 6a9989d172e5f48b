/** One item: what it is, why, what would change, and the answers. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { Words } from "../detail/Words.tsx";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Broken } from "../review/Broken.tsx";
import { Changes } from "../review/Changes.tsx";
import { Editor } from "../review/Editor.tsx";
import { count } from "../review/pieces.ts";
import { Answering } from "./Answering.tsx";
import { Because } from "./Because.tsx";
import { Beside } from "./Beside.tsx";
import { useAnswers } from "./context.ts";
import type { Item } from "./document.ts";
import { Options } from "./Options.tsx";
import { Saying, talks } from "./Saying.tsx";
import { ICONS, WORDS } from "./words.ts";

function Taking({ item, all }: { item: Item; all: number }) {
  const answers = useAnswers();
  const left = answers.leftOf(item).size;
  if (all < 2) return null;
  return (
    <div class="tgw-taking">
      <span class="tgw-muted">
        {left === 0
          ? `${plural(all, "change")}; click one to leave it out`
          : left === all
            ? "no change taken"
            : `${all - left} of ${all} changes taken`}
      </span>
      {left > 0 && (
        <button type="button" class="tgw-link" onClick={() => answers.takeAll(item)}>
          take all
        </button>
      )}
    </div>
  );
}

function Shown({ item }: { item: Item }) {
  const answers = useAnswers();
  const pieces = answers.pieces(item);
  const left = answers.leftOf(item);
  const result = answers.result(item);
  return (
    <>
      {result === item.old && (
        <p class="tgw-same">
          {left.size > 0
            ? "Every change is left out: take one, or reject them all."
            : "It is the same text: nothing changes."}
        </p>
      )}
      <Taking item={item} all={count(pieces)} />
      <Changes
        key={answers.of(item).option}
        pieces={pieces}
        left={left}
        side={false}
        toggle={(place) => answers.toggle(item, place)}
      />
      {left.size > 0 && result !== item.old && (
        <div class="tgw-result">
          <span class="tgw-label">as you take it</span>
          <Words text={result} />
        </div>
      )}
      <Answering item={item} />
    </>
  );
}

export function ItemView({ item, place }: { item: Item; place: number }) {
  const answers = useAnswers();
  const section = useRef<HTMLElement>(null);
  const { action } = answers.of(item);
  const words = WORDS[item.kind];
  const editing = answers.editing.value;
  const { length } = answers.document.items;
  const leave = () => {
    answers.drafts.delete(item.id);
    answers.editing.value = false;
    section.current?.focus({ preventScroll: true });
  };
  // Only where a person has begun to work: a page that opens takes nobody by the hand.
  useLayoutEffect(() => {
    if (answers.told.value !== "" || answers.all.value.size > 0) {
      section.current?.focus({ preventScroll: true });
    }
    scrollTo?.({ top: 0 });
  }, [answers]);
  return (
    <section
      ref={section}
      class="tgw-review tgw-item"
      data-item={item.id}
      data-answer={action}
      tabIndex={-1}
      aria-label={`${place + 1} of ${length}: ${item.role}`}
    >
      <div class="tgw-item-head">
        <h2 class="tgw-item-role" dir="auto">
          {item.role}
        </h2>
        {action !== "none" && (
          <span class="tgw-item-done">
            <Icon name={ICONS[action]} />
            {words.done[action]}
          </span>
        )}
        {length > 1 && <span class="tgw-muted">{`${place + 1} of ${length}`}</span>}
      </div>
      <p class="tgw-ask">{item.options.length > 1 ? words.askSeveral : words.ask}</p>
      {item.asked !== "" && (
        <p class="tgw-instruction" dir="auto">
          {item.asked}
        </p>
      )}
      <Because because={item.because} keeps={item.keeps} />
      <Beside sources={item.sources} />
      {talks(item) && <Saying item={item} />}
      {!talks(item) && <Proposed item={item} editing={editing} leave={leave} />}
    </section>
  );
}

function Proposed({ item, editing, leave }: { item: Item; editing: boolean; leave: () => void }) {
  const answers = useAnswers();
  const answer = answers.of(item);
  return (
    <>
      {!editing && <Options item={item} />}
      {answer.action !== "edit" && <Broken lines={item.options[answer.option]?.broken ?? []} />}
      {editing ? (
        <Editor
          role={item.role}
          before={item.old}
          text={answers.result(item)}
          kept={answers.drafts.get(item.id)}
          keep={(text) => answers.drafts.set(item.id, text)}
          side={false}
          pending={false}
          word={WORDS[item.kind].written}
          accept={(text) => answers.write(item, text)}
          leave={leave}
        />
      ) : (
        <Shown item={item} />
      )}
    </>
  );
}
