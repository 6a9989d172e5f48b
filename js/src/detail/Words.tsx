import type { ComponentChildren } from "preact";

interface Props {
  text: string;
  /** The same text formatted, to be shown instead. */
  formatted?: ComponentChildren;
}

/** Text as it is: never markup, whitespace kept, in a box that scrolls. */
export function Words({ text, formatted = null }: Props) {
  if (text === "") return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      class={formatted === null ? "tgw-words" : "tgw-words tgw-md"}
      dir="auto"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
      tabIndex={0}
      role="group"
      aria-label="Text"
    >
      {formatted ?? text}
    </div>
  );
}
