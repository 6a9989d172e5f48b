/** The sheet of keys. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons.tsx";

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ["a", "take the new text, or keep the change"],
  ["e", "write it yourself"],
  ["r", "reject it, or take it back, and say why"],
  ["c", "comment on it"],
  ["1 … 9", "look at another of the texts, where there are several"],
  ["n  p", "the next one, the one before"],
  ["← →  Space", "on a change in the text: go along, leave it out or take it"],
  ["Ctrl ↵", "while you write: done"],
  ["Esc", "while you write: leave"],
];

export function Keys({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal?.();
  }, []);
  return (
    <dialog ref={dialog} class="tgw-help" aria-label="Keys" onClose={close}>
      <div class="tgw-help-inner">
        <div class="tgw-help-head">
          <h3>Keys</h3>
          <button type="button" class="tgw-quiet" aria-label="Close" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <dl>
          {KEYS.map(([keys, what]) => (
            <div key={keys}>
              <dt>
                {keys.split("  ").map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </div>
    </dialog>
  );
}
