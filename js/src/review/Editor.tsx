/** The new text, under the person's hands; the diff beside it follows. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Diff } from "./Diff.tsx";

interface Props {
  role: string;
  before: string;
  text: string;
  pending: boolean;
  accept: (text: string) => void;
  leave: () => void;
}

export function Editor({ role, before, text, pending, accept, leave }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const draft = useSignal(text);
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), []);
  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      leave();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      accept(draft.value);
    }
  };
  return (
    <>
      <textarea
        ref={field}
        class="tgw-edit"
        aria-label={`New value of ${role}`}
        dir="auto"
        spellcheck={false}
        value={draft.value}
        onInput={(event) => {
          draft.value = event.currentTarget.value;
        }}
        onKeyDown={keys}
      />
      <Diff before={before} after={draft.value} />
      <div class="tgw-actions">
        <button
          type="button"
          class="tgw-button tgw-asked"
          data-action="accept-edit"
          data-pending={pending}
          aria-disabled={pending}
          onClick={() => accept(draft.value)}
        >
          {pending ? "Accepting…" : "Accept edited"}
          <kbd>Ctrl ↵</kbd>
        </button>
        <button type="button" class="tgw-button" onClick={leave}>
          Leave editing
          <kbd>Esc</kbd>
        </button>
      </div>
    </>
  );
}
