/** Scrolling within the panel; the notebook around it stays where it is. */

/** Scroll the panel no further than it takes to show all of an element. */
export function revealInPanel(el: Element | null | undefined): void {
  const panel = el?.closest(".tgw-panel-inner");
  if (!el || !panel?.scrollTo) return;
  const [whole, seen] = [el.getBoundingClientRect(), panel.getBoundingClientRect()];
  const below = whole.bottom + 12 - seen.bottom;
  if (below > 0) panel.scrollTo({ top: panel.scrollTop + below });
}

/** Bring an element to the top of the panel, below what is fixed there. */
export function scrollPanel(el: HTMLElement | null): void {
  const panel = el?.closest(".tgw-panel-inner");
  if (!el || !panel?.scrollTo) return;
  const down = el.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  const above = panel.querySelector(".tgw-return")?.clientHeight ?? 0;
  const room = el.matches(".tgw-review") ? 0 : 12;
  panel.scrollTo({ top: panel.scrollTop + down - above - room });
}
