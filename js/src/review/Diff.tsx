import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { More } from "../detail/More.tsx";
import { Mark } from "./Changes.tsx";
import { diff } from "./diff.ts";
import { beginning, excerpt, leftOut } from "./pieces.ts";

/** Old and new in one text; what went and what came are marked by sign, line and colour. */
export function Diff({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diff(before, after), [before, after]);
  const all = useSignal(false);
  const shown = all.value ? parts.length : beginning(parts, ({ text }) => text.length);
  const left = all.value
    ? 0
    : parts.reduce((sum, { text }, place) => {
        return sum + (place < shown ? leftOut(text) : text.length);
      }, 0);
  const told = (text: string) => (all.value ? text : excerpt(text));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="tgw-diff" dir="auto" tabIndex={0} role="group" aria-label="Changes">
      {parts.slice(0, shown).map(({ kind, text }, key) =>
        kind === "same" ? (
          <span key={key} data-whole={true}>
            {told(text)}
          </span>
        ) : (
          <Mark key={key} as={kind === "added" ? "ins" : "del"} text={told(text)} />
        ),
      )}
      {left > 0 && (
        <More
          left={left}
          show={() => {
            all.value = true;
          }}
        />
      )}
    </div>
  );
}
