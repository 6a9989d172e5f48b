/** A text and a field: criticism to give, or criticism that waits, to be let go on or not. */

import { useSignal } from "@preact/signals";
import { fieldKeys, type keyOf } from "../keys.ts";
import type { Answers } from "./answers.ts";
import { useAnswers } from "./context.ts";
import type { Item } from "./document.ts";
import { WORDS } from "./words.ts";

/** Whether it is answered in words, and nothing is to be replaced. */
export const talks = ({ kind }: Item) => kind === "criticism" || kind === "stop";

const field = () => document.querySelector<HTMLElement>(".tgw-saying textarea");

/** What a key does to such an item; whether it meant anything. */
export function pressSaying(answers: Answers, item: Item, key: ReturnType<typeof keyOf>): boolean {
  if (key === "accept") accept(answers, item);
  else if (key === "edit") field()?.focus();
  else if (key === "reject" && item.kind === "stop") leaveOut(answers, item);
  else return false;
  return true;
}

/** Take it as it is, or as it was written here; where criticism is asked for: nothing is wrong. */
function accept(answers: Answers, item: Item): void {
  const given = item.options[0]?.text ?? "";
  const draft = answers.drafts.get(item.id)?.trim();
  answers.write(item, (item.kind === "stop" && draft) || given);
}

function leaveOut(answers: Answers, item: Item): void {
  answers.reject(item);
  answers.onward();
}

export function Saying({ item }: { item: Item }) {
  const answers = useAnswers();
  const words = WORDS[item.kind];
  const { action, text } = answers.of(item);
  const given = item.options[0]?.text ?? "";
  const draft = useSignal(answers.drafts.get(item.id) ?? (action === "edit" ? text : given));
  const said = draft.value.trim();
  const own = said !== "" && draft.value !== given;
  const say = () => {
    if (own) answers.write(item, draft.value);
  };
  return (
    <div class="tgw-saying">
      <textarea
        class="tgw-edit"
        dir="auto"
        rows={4}
        maxLength={1_000_000}
        aria-label={item.kind === "stop" ? `Criticism of ${item.role}` : words.ask}
        value={draft.value}
        onInput={(event) => {
          draft.value = event.currentTarget.value;
          answers.drafts.set(item.id, draft.value);
        }}
        onKeyDown={fieldKeys(say, () => document.querySelector<HTMLElement>(".tgw-item")?.focus())}
      />
      <div class="tgw-actions">
        {(own || item.kind === "criticism") && (
          <button
            type="button"
            class={own ? "tgw-button tgw-asked" : "tgw-button"}
            data-action="edit"
            aria-disabled={!own}
            aria-pressed={action === "edit"}
            onClick={say}
          >
            {words.written}
            <kbd>Ctrl ↵</kbd>
          </button>
        )}
        {(!own || item.kind === "criticism") && (
          <button
            type="button"
            class={item.kind === "stop" ? "tgw-button tgw-asked" : "tgw-button"}
            data-action="accept"
            aria-pressed={action === "accept"}
            aria-keyshortcuts="a"
            onClick={() => accept(answers, item)}
          >
            {words.accept}
            <kbd>a</kbd>
          </button>
        )}
        {item.kind === "stop" && (
          <button
            type="button"
            class="tgw-button"
            data-action="reject"
            aria-pressed={action === "reject"}
            aria-keyshortcuts="r"
            onClick={() => leaveOut(answers, item)}
          >
            {words.reject}
            <kbd>r</kbd>
          </button>
        )}
        {action !== "none" && (
          <button type="button" class="tgw-quiet" onClick={() => answers.reopen(item)}>
            Decide later
          </button>
        )}
      </div>
    </div>
  );
}
