/** The answers to one item, and what the person has to say of it. */

import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { fieldKeys } from "../keys.ts";
import { count } from "../review/pieces.ts";
import type { Action } from "./answers.ts";
import { useAnswers } from "./context.ts";
import type { Item } from "./document.ts";
import { WORDS } from "./words.ts";

interface ButtonProps {
  action: Action;
  word: string;
  shortcut: string;
  first?: boolean;
  given: boolean;
  idle?: boolean;
  unsure?: boolean;
  press: () => void;
}

function Answer({ action, word, shortcut, press, ...is }: ButtonProps) {
  const button = useRef<HTMLButtonElement>(null);
  // The question "anyway?" is where the eyes and the ears are.
  useLayoutEffect(() => {
    if (is.unsure) button.current?.focus({ preventScroll: true });
  }, [is.unsure]);
  return (
    <button
      ref={button}
      type="button"
      class={is.first ? "tgw-button tgw-asked" : "tgw-button"}
      data-action={action}
      data-unsure={is.unsure}
      aria-pressed={is.given}
      aria-disabled={is.idle}
      aria-keyshortcuts={shortcut}
      onClick={press}
    >
      {word}
      <kbd>{shortcut}</kbd>
    </button>
  );
}

/** Characters of a comment. */
const LONGEST = 20_000;

function Comment({ item }: { item: Item }) {
  const answers = useAnswers();
  const field = useId();
  const { action, comment } = answers.of(item);
  const rejected = action === "reject";
  const words = WORDS[item.kind];
  return (
    <div class="tgw-comment" data-rejected={rejected}>
      <label for={field}>
        {rejected ? "What is wrong with it?" : "Comment"}
        <span class="tgw-muted">{rejected ? ` ${words.why}` : " if you like"}</span>
      </label>
      <textarea
        id={field}
        class="tgw-edit"
        dir="auto"
        rows={2}
        maxLength={LONGEST}
        value={comment}
        onInput={(event) => answers.change(item, { comment: event.currentTarget.value })}
        onKeyDown={fieldKeys(
          () => answers.onward(),
          () => document.querySelector<HTMLElement>(".tgw-item")?.focus(),
        )}
      />
      {rejected && (
        <button type="button" class="tgw-button tgw-onward" onClick={() => answers.onward()}>
          Go on
          <kbd>Ctrl ↵</kbd>
        </button>
      )}
    </div>
  );
}

export function Answering({ item }: { item: Item }) {
  const answers = useAnswers();
  const { action, option } = answers.of(item);
  const words = WORDS[item.kind];
  const all = count(answers.pieces(item));
  const taken = all - answers.leftOf(item).size;
  const broken = (item.options[option]?.broken.length ?? 0) > 0 && action !== "edit";
  const unsure = answers.unsure.value;
  const accept = taken < all ? `${words.accept} ${taken} of ${all}` : words.accept;
  return (
    <>
      <div class="tgw-actions">
        <Answer
          action="accept"
          word={unsure ? `${accept} anyway` : broken ? `${accept}…` : accept}
          shortcut="a"
          first={action === "none" && !broken}
          given={taken === all && (action === "accept" || action === "edit")}
          idle={answers.nothing(item)}
          unsure={unsure}
          press={() => answers.accept(item)}
        />
        <Answer
          action="edit"
          word="Edit"
          shortcut="e"
          first={action === "none" && broken}
          given={false}
          press={() => {
            answers.editing.value = true;
          }}
        />
        <Answer
          action="reject"
          word={words.reject}
          shortcut="r"
          given={action === "reject"}
          press={() => reject(answers, item)}
        />
        {action !== "none" && (
          <button type="button" class="tgw-quiet" onClick={() => answers.reopen(item)}>
            Decide later
          </button>
        )}
      </div>
      <Comment item={item} />
    </>
  );
}

/** Reject it, and have the person say why. */
export function reject(answers: ReturnType<typeof useAnswers>, item: Item): void {
  answers.reject(item);
  // The field is drawn anew, with another question.
  setTimeout(() => document.querySelector<HTMLElement>(".tgw-comment textarea")?.focus());
}
