/** The keys of a group of radio buttons: arrows choose, and go round. */

import { along } from "../keys.ts";

/** Choose by key; the focus goes along. */
export function rove(
  event: KeyboardEvent,
  chosen: number,
  count: number,
  choose: (place: number) => void,
): void {
  const to = along(event, chosen, count);
  if (to === undefined) return;
  const next = (to + count) % count;
  event.preventDefault();
  choose(next);
  const group = (event.currentTarget as HTMLElement).closest("[role=radiogroup]");
  group?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
}
