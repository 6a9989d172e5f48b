/** The whole page: the head, the list, and the item that is looked at. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { keyOf } from "../keys.ts";
import { followTheme } from "../theme.ts";
import { reject } from "./Answering.tsx";
import type { Answers } from "./answers.ts";
import { AnswersContext } from "./context.ts";
import { Finish } from "./Finish.tsx";
import { Head } from "./Head.tsx";
import { ItemView } from "./ItemView.tsx";
import { Keys } from "./Keys.tsx";
import { List } from "./List.tsx";
import { pressSaying, talks } from "./Saying.tsx";

/** What a key does to the item that is looked at; whether it meant anything. */
function press(answers: Answers, event: KeyboardEvent, help: () => void): boolean {
  const key = keyOf(event);
  if (key === "help") help();
  else if (key === "next") answers.walk(1);
  else if (key === "previous") answers.walk(-1);
  else return pressItem(answers, key, event);
  return true;
}

function pressItem(answers: Answers, key: ReturnType<typeof keyOf>, event: KeyboardEvent) {
  const { item } = answers;
  if (item === undefined || answers.editing.value) return false;
  if (talks(item)) return pressSaying(answers, item, key);
  if (typeof key === "number") answers.choose(item, key - 1);
  else if (key === "accept") answers.accept(item);
  else if (key === "edit") answers.editing.value = true;
  else if (key === "reject" || key === "why") reject(answers, item);
  else if (event.key === "c" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.querySelector<HTMLElement>(".tgw-comment textarea");
    if (field === null || field === event.target) return false;
    field.focus();
  } else return false;
  return true;
}

const Empty = () => (
  <section class="tgw-empty">
    <h2>There is nothing to decide</h2>
    <p class="tgw-muted">
      This run asks nothing, and no text of it is another one than at its beginning.
    </p>
  </section>
);

const Ways = ({ answers }: { answers: Answers }) => (
  <div class="tgw-handover-ways">
    <button type="button" class="tgw-quiet" aria-keyshortcuts="p" onClick={() => answers.walk(-1)}>
      <kbd>p</kbd> before
    </button>
    <button type="button" class="tgw-quiet" aria-keyshortcuts="n" onClick={() => answers.walk(1)}>
      next <kbd>n</kbd>
    </button>
  </div>
);

export function Page({ answers }: { answers: Answers }) {
  const root = useRef<HTMLDivElement>(null);
  const help = useSignal(false);
  useLayoutEffect(() => (root.current === null ? undefined : followTheme(root.current)), []);
  useLayoutEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const done = press(answers, event, () => {
        help.value = true;
      });
      // The letter is not to stand in the field that it leads to.
      if (!help.peek() && done) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [answers, help]);
  const { items } = answers.document;
  const { item } = answers;
  return (
    <AnswersContext.Provider value={answers}>
      <div ref={root} class="tgw tgw-handover">
        <Head
          help={() => {
            help.value = true;
          }}
        />
        {items.length === 0 ? (
          <Empty />
        ) : (
          <div class="tgw-handover-main" data-several={items.length > 1}>
            {items.length > 1 && <List />}
            <div class="tgw-handover-one">
              {item === undefined ? (
                <Finish />
              ) : (
                <ItemView key={item.id} item={item} place={answers.at.value} />
              )}
              {items.length > 1 && <Ways answers={answers} />}
            </div>
          </div>
        )}
        <p class="tgw-hidden" role="status">
          {answers.told.value}
        </p>
        {help.value && (
          <Keys
            close={() => {
              help.value = false;
            }}
          />
        )}
      </div>
    </AnswersContext.Provider>
  );
}
