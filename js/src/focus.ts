/** Where the focus goes; the notebook around never scrolls along. */

/** Give the focus to an element, or to what a selector finds in it. */
export function focusOn(root: Element | null | undefined, selector?: string): void {
  const el = selector ? root?.querySelector(selector) : root;
  (el as HTMLElement | null | undefined)?.focus({ preventScroll: true });
}

/** Whether the focus may be moved into `root`: it is there already, or nowhere. */
export function mayTakeFocus(root: HTMLElement): boolean {
  const page = root.ownerDocument;
  let focused: Element | null = page.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return !focused || focused === page.body || root.contains(focused);
}
