/** Scrolling within the panel; the notebook around it stays where it is. */

/** Bring an element to the top of the panel, below what is fixed there. */
export function scrollPanel(el: HTMLElement | null): void {
  const panel = el?.closest(".tgw-panel-inner");
  if (!el || !panel?.scrollTo) return;
  const down = el.getBoundingClientRect().top - panel.getBoundingClientRect().top;
  const above = panel.querySelector(".tgw-return")?.clientHeight ?? 0;
  const room = el.matches(".tgw-review") ? 0 : 12;
  panel.scrollTo({ top: panel.scrollTop + down - above - room });
}
