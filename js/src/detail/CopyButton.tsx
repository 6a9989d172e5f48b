/** A button that copies a text, and says that it did. */

import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Press } from "../review/Press.tsx";
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
    <Press
      class="tgw-quiet tgw-copy"
      shape={state.value === "copied" ? "done" : "copy"}
      data-copied={state.value}
      aria-label={`${word}: ${what}`}
      press={press}
    >
      <span>{word}</span>
    </Press>
  );
}
