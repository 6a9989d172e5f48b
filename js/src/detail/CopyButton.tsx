/** A button that copies a text, and says that it did. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../icons.tsx";
import { copy } from "./copy.ts";

/** Milliseconds for which it says so. */
const SAID = 1600;

const WORDS = { idle: "Copy", copied: "Copied", failed: "Not copied" } as const;

/** `what` names the text for those who do not see where the button stands. */
export function CopyButton({ text, what }: { text: string; what: string }) {
  const state = useSignal<keyof typeof WORDS>("idle");
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const press = async (button: HTMLElement) => {
    state.value = (await copy(text, button)) ? "copied" : "failed";
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      state.value = "idle";
    }, SAID);
  };
  const word = WORDS[state.value];
  return (
    <button
      type="button"
      class="tgw-quiet tgw-copy"
      data-copied={state.value}
      aria-label={`${word}: ${what}`}
      onClick={(event) => press(event.currentTarget)}
    >
      <Icon name={state.value === "copied" ? "done" : "copy"} />
      <span>{word}</span>
    </button>
  );
}
