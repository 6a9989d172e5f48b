/**
 * A text as it was written, or formatted, as a person likes it.
 *
 * What was sent, what a variable holds and what would change stay as they were written unless asked
 * otherwise, for there every sign counts; criticism is prose, and is read.
 */

import type { ComponentChildren, VNode } from "preact";
import { useMemo } from "preact/hooks";
import { ROOM } from "../detail/Words.tsx";
import { Press } from "../review/Press.tsx";
import { useView } from "../view.ts";
import { Markdown } from "./Markdown.tsx";
import { type Block, blocks, isPlain } from "./markdown.ts";

export type Kind = "exact" | "prose";

const NONE: readonly Block[] = [];

export interface Reading {
  /** The text formatted, or itself; null where it stays as it was written. */
  readonly formatted: ComponentChildren;
  /** The button that changes it, where there is anything to change. */
  readonly button: VNode | null;
}

/** `what` names the text for those who hear the button. */
export function useReading(text: string, kind: Kind, what: string): Reading {
  const { formatted } = useView();
  const read = useMemo(() => (text.length > ROOM ? NONE : blocks(text)), [text]);
  if (isPlain(read)) return { formatted: null, button: null };
  const on = formatted[kind].value;
  const button = (
    <Press
      class="tgw-quiet tgw-format"
      aria-pressed={on}
      aria-label={`Formatted: ${what}`}
      title={on ? "Show it as it was written" : "Show it formatted"}
      press={() => {
        formatted[kind].value = !on;
      }}
    >
      Formatted
    </Press>
  );
  return { formatted: on ? <Markdown blocks={read} /> : null, button };
}
