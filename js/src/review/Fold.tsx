/** What is folded, and drawn only once somebody looks at it. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

interface Props {
  class?: string;
  /** The line that opens it. */
  line: ComponentChildren;
  children: ComponentChildren;
}

export function Fold({ class: name, line, children }: Props) {
  const open = useSignal(false);
  return (
    <details
      class={name}
      onToggle={(event) => {
        open.value = event.currentTarget.open;
      }}
    >
      <summary>{line}</summary>
      {open.value && children}
    </details>
  );
}
