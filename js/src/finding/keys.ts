/** What the keys do that find one's way. */

import { focusOn } from "../focus.ts";
import type { Key } from "../keys.ts";
import type { View } from "../view.ts";

/** Do what a key asks for, if it is one of these. */
export function pressToFind({ finding }: View, key: Key, root: HTMLElement): boolean {
  if (key === "search") {
    const field = root.querySelector<HTMLInputElement>(".tgw-search-field");
    field?.focus();
    field?.select();
    return field !== null;
  }
  if (key !== "outline") return false;
  const open = !finding.outline.value;
  finding.regain.outline = open;
  finding.outline.value = open;
  // What had the focus is gone.
  if (!open) focusOn(root);
  return true;
}
