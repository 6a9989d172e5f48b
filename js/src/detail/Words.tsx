import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { More } from "./More.tsx";

/** Characters that are shown at once; a page can lay out so many in no time. */
export const ROOM = 20_000;

interface Props {
  text: string;
  /** The same text formatted, to be shown instead. */
  formatted?: ComponentChildren;
}

/** Text as it is: never markup, whitespace kept, in a box that scrolls. */
export function Words({ text, formatted = null }: Props) {
  const all = useSignal(false);
  if (!text) return null;
  const cut = formatted === null && text.length > ROOM && !all.value;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      class={formatted === null ? "tgw-words" : "tgw-words tgw-md"}
      data-whole={true}
      dir="auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
      tabIndex={0}
      role="group"
      aria-label="Text"
    >
      {formatted ?? (cut ? text.slice(0, ROOM) : text)}
      {cut && (
        <More
          left={text.length - ROOM}
          show={() => {
            all.value = true;
          }}
        />
      )}
    </div>
  );
}

/** What went wrong, a line each. */
export function Wrong({ lines }: { lines: readonly string[] }) {
  return lines.map((line, place) => (
    <p key={place} class="tgw-facts tgw-wrong" dir="auto">
      {line}
    </p>
  ));
}
