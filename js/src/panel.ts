/** Scrolling within the panel; the notebook around it stays where it is. */

/** Scroll the panel that `el` is in by so many pixels, told where both are. */
function scroll(
  el: Element | null | undefined,
  by: (whole: DOMRect, seen: DOMRect, panel: Element) => number,
): void {
  const panel = el?.closest(".tgw-panel-inner");
  if (!el || !panel?.scrollTo) return;
  const down = by(el.getBoundingClientRect(), panel.getBoundingClientRect(), panel);
  panel.scrollTo({ top: panel.scrollTop + down });
}

/** Scroll the panel no further than it takes to show all of an element. */
export function revealInPanel(el: Element | null | undefined): void {
  scroll(el, (whole, seen) => Math.max(0, whole.bottom + 12 - seen.bottom));
}

/** Bring an element to the top of the panel, below what is fixed there. */
export function scrollPanel(el: Element | null): void {
  scroll(el, (whole, seen, panel) => {
    const above = panel.querySelector(".tgw-return")?.clientHeight ?? 0;
    return whole.top - seen.top - above - (el?.matches(".tgw-review") ? 0 : 12);
  });
}

/** See that so much of the text of a question stands above its answers. */
export function revealText(question: Element | null | undefined, room: number): void {
  const answers = question?.querySelector(".tgw-actions")?.clientHeight ?? 0;
  scroll(question?.querySelector(".tgw-diff"), ({ top, height }, { bottom }) =>
    Math.max(0, top + Math.min(height, room) - (bottom - answers)),
  );
}
