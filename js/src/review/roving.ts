/** The keys of a group of radio buttons: arrows choose, and go round. */

const MOVES: Readonly<Record<string, (place: number, count: number) => number>> = {
  ArrowRight: (place, count) => (place + 1) % count,
  ArrowDown: (place, count) => (place + 1) % count,
  ArrowLeft: (place, count) => (place + count - 1) % count,
  ArrowUp: (place, count) => (place + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Choose by key; the focus goes along. */
export function rove(
  event: KeyboardEvent,
  chosen: number,
  count: number,
  choose: (place: number) => void,
): void {
  const next = MOVES[event.key]?.(chosen, count);
  if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  choose(next);
  const group = (event.currentTarget as HTMLElement).closest("[role=radiogroup]");
  group?.querySelectorAll<HTMLElement>("[role=radio]")[next]?.focus();
}
