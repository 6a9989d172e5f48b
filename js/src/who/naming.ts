/** What the person here wants to be called in decisions, kept in this browser. */

import { effect, type Signal, signal } from "@preact/signals";
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

/** The name, which is kept as it changes. */
export function createName(): Signal<string> {
  const name = signal(kept());
  const before = name.peek();
  effect(() => {
    if (name.value === before && kept() === before) return;
    try {
      localStorage.setItem(KEY, name.value);
    } catch {
      // it is known until the page is closed
    }
  });
  return name;
}

/** The name as it goes with what is asked for. */
export function asWho({ name }: Pick<View, "name">): string {
  return name.value.trim();
}
