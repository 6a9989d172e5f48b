import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { More } from "../detail/More.tsx";
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
      {parts.slice(0, shown).map((part, index) => {
        const key = `${index}${part.kind}`;
        if (part.kind === "added")
          return (
            <ins key={key}>
              <span data-exact={true}>{told(part.text)}</span>
            </ins>
          );
        if (part.kind === "removed")
          return (
            <del key={key}>
              <span data-exact={true}>{told(part.text)}</span>
            </del>
          );
        return (
          <span key={key} data-whole={true}>
            {told(part.text)}
          </span>
        );
      })}
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
