/** Text as it is: never markup, whitespace kept, in a box that scrolls. */
export function Words({ text }: { text: string }) {
  if (text === "") return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="tgw-words" dir="auto" tabIndex={0} role="group" aria-label="Text">
      {text}
    </div>
  );
}
