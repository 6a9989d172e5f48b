import { useMemo } from "preact/hooks";
import { diff } from "./diff.ts";

/** Old and new in one text; what went and what came are marked by sign, line and colour. */
export function Diff({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diff(before, after), [before, after]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="tgw-diff" dir="auto" tabIndex={0} role="group" aria-label="Changes">
      {parts.map((part, index) => {
        const key = `${index}${part.kind}`;
        if (part.kind === "added")
          return (
            <ins key={key}>
              <span data-exact={true}>{part.text}</span>
            </ins>
          );
        if (part.kind === "removed")
          return (
            <del key={key}>
              <span data-exact={true}>{part.text}</span>
            </del>
          );
        return <span key={key}>{part.text}</span>;
      })}
    </div>
  );
}
