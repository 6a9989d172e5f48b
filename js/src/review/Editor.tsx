/** The new text, under the person's hands; the diff beside it follows. */

import { useSignal, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Muted } from "../text/Muted.tsx";
import { Diff } from "./Diff.tsx";
import { Field } from "./Field.tsx";
import { Press } from "./Press.tsx";

/** Milliseconds without a key after which the diff follows; it may take as long itself. */
const REST = 60;

interface Props {
  role: string;
  before: string;
  text: string;
  /** What was typed before the editor was closed by another, if anything. */
  kept: string | undefined;
  keep: (text: string) => void;
  /** The diff beside the text, else below it. */
  side: boolean;
  pending: boolean;
  /** What stands above the text, beside what it is. */
  tools?: ComponentChildren;
  /** What the button says that takes the text. */
  word?: string;
  accept: (text: string) => void;
  leave: () => void;
}

export function Editor({ role, before, text, kept, keep, side, pending, ...props }: Props) {
  const { accept, leave, tools, word = "Accept edited" } = props;
  const draft = useSignal(kept ?? text);
  const compared = useSignal(draft.value);
  useSignalEffect(() => {
    const now = draft.value;
    const timer = setTimeout(() => {
      compared.value = now;
    }, REST);
    return () => clearTimeout(timer);
  });
  return (
    <>
      <div class="tgw-taking">
        <Muted>
          {compared.value === before
            ? "the same as the old text"
            : "your text, and what it changes"}
        </Muted>
        {tools}
      </div>
      <div class="tgw-editor" data-side={side}>
        <Field
          aria-label={`New value of ${role}`}
          spellcheck={false}
          value={draft.value}
          write={(words) => {
            draft.value = words;
            keep(words);
          }}
          send={() => accept(draft.value)}
          leave={leave}
        />
        <Diff before={before} after={compared.value} />
      </div>
      <div class="tgw-actions">
        <Press
          called="accept-edit"
          look="asked"
          meanwhile={pending && "Accepting…"}
          keyed="Ctrl ↵"
          press={() => accept(draft.value)}
        >
          {word}
        </Press>
        <Press called="back" keyed="Esc" press={leave}>
          Leave editing
        </Press>
      </div>
    </>
  );
}
