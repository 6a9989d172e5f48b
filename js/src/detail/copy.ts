/** Text to the clipboard, also where the page may not use the clipboard's own interface. */

import { focusOn } from "../focus.ts";

/** The old way: a field of ours, selected, and the browser's command. */
function byCommand(text: string, near: Element): boolean {
  const page = near.getRootNode() as Document | ShadowRoot;
  const focused = page.activeElement as HTMLElement | null;
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "tgw-hidden";
  field.setAttribute("aria-hidden", "true");
  // Beside the button, for what lies outside an open dialog or a shadow root cannot be selected.
  near.after(field);
  try {
    focusOn(field);
    field.select();
    return document.execCommand("copy");
  } catch {
    return false;
  } finally {
    field.remove();
    focusOn(focused);
  }
}

/** Copy `text`; whether it is on the clipboard now. `near` is an element of the view. */
export async function copy(text: string, near: Element): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byCommand(text, near);
  }
}
