/** All items, with what was answered to each, and the way to each of them. */

import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { head } from "../format.ts";
import { Icon } from "../icons.tsx";
import { useAnswers } from "./context.ts";
import type { Item } from "./document.ts";
import { ICONS, WORDS } from "./words.ts";

/** Characters of a text that tell an item from others. */
const SAID = 60;

function Row({ item, place }: { item: Item; place: number }) {
  const answers = useAnswers();
  const button = useRef<HTMLButtonElement>(null);
  // Of hundreds of rows only those are drawn anew that changed.
  const { action, comment } = useComputed(() => answers.of(item)).value;
  const here = useComputed(() => answers.at.value === place).value;
  useLayoutEffect(() => {
    if (here) button.current?.scrollIntoView?.({ block: "nearest" });
  }, [here]);
  const done = WORDS[item.kind].done[action];
  return (
    <li>
      <button
        ref={button}
        type="button"
        data-place={place}
        data-answer={action}
        aria-current={here ? "true" : undefined}
        onClick={() => answers.go(place)}
      >
        <Icon name={ICONS[action]} />
        <span class="tgw-list-words">
          <span class="tgw-list-role" dir="auto">
            {item.role}
          </span>
          <span class="tgw-list-text" dir="auto">
            {head(item.old.replace(/\s+/g, " "), SAID)}
          </span>
        </span>
        <span class="tgw-hidden">{done}</span>
        {comment.trim() !== "" && (
          <>
            <Icon name="said" />
            <span class="tgw-hidden">with your comment</span>
          </>
        )}
      </button>
    </li>
  );
}

export function List() {
  const answers = useAnswers();
  const { items } = answers.document;
  return (
    <nav class="tgw-list" aria-label="All texts">
      <ul>
        {items.map((item, place) => (
          <Row key={item.id} item={item} place={place} />
        ))}
      </ul>
    </nav>
  );
}
