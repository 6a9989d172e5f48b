/** What the person here wants to be called in decisions, kept in this browser. */

import { effect, type Signal } from "@preact/signals";
import type { View } from "../view.ts";

const KEY = "tgwidget-name";

/** Characters of a name. */
export const LONGEST = 60;

function kept(): string {
  try {
    return (localStorage.getItem(KEY) ?? "").slice(0, LONGEST);
  } catch {
    return ""; // a browser may refuse to keep anything
  }
}

/** Read the name that was kept, and keep it as it changes; returns how to stop. */
export function keepName(name: Signal<string>): () => void {
  name.value = kept();
  return effect(() => {
    if (name.value === kept()) return;
    try {
      localStorage.setItem(KEY, name.value);
    } catch {
      // it is known until the page is closed
    }
  });
}

/** The name as it goes with what is asked for. */
export function asWho({ name }: Pick<View, "name">): string {
  return name.value.trim();
}
