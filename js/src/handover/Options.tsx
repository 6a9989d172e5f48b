/** The texts to choose from, where there are several; the chosen one is shown below them. */

import { useRef } from "preact/hooks";
import { head, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { useAnswers } from "./context.ts";
import type { Item } from "./document.ts";

/** Characters of a text that tell it from the others. */
const SAID = 70;

/** What an arrow key does to the place that is chosen. */
const MOVES: Readonly<Record<string, 1 | -1>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

export function Options({ item }: { item: Item }) {
  const answers = useAnswers();
  const group = useRef<HTMLDivElement>(null);
  const { options } = item;
  const chosen = answers.of(item).option;
  if (options.length < 2) return null;
  const move = (event: KeyboardEvent) => {
    const by = MOVES[event.key];
    if (by === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = (chosen + by + options.length) % options.length;
    answers.choose(item, next);
    group.current?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
  };
  return (
    <div class="tgw-options" role="radiogroup" aria-label="Texts to choose from" ref={group}>
      {options.map(({ text, broken }, place) => (
        // biome-ignore lint/a11y/useSemanticElements: letters typed on an input are not ours to read
        <button
          type="button"
          key={place}
          role="radio"
          class="tgw-candidate"
          data-candidate={place}
          aria-checked={place === chosen}
          aria-keyshortcuts={place < 9 ? String(place + 1) : undefined}
          tabIndex={place === chosen ? 0 : -1}
          onClick={() => answers.choose(item, place)}
          onKeyDown={move}
        >
          <span class="tgw-candidate-head">
            <kbd>{place + 1}</kbd>
            {broken.length > 0 && (
              <>
                <Icon name="warning" />
                <span class="tgw-hidden">{`breaks ${plural(broken.length, "constraint")}: `}</span>
              </>
            )}
          </span>
          <span class="tgw-option-text" dir="auto">
            {head(text, SAID)}
          </span>
        </button>
      ))}
    </div>
  );
}
