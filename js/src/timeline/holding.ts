/** Nothing around the picture moves while a person goes through the past. */

const HELD = [
  [".tgw-main > *", "--tgw-held-picture"],
  [".tgw-panel", "--tgw-held-panel"],
] as const;

/** Keep the heights of the present while the past is shown; to be called before it is drawn. */
export function hold(root: HTMLElement, past: boolean): void {
  if (root.hasAttribute("data-past") === past) return;
  for (const [selector, name] of HELD) {
    const height = root.querySelector<HTMLElement>(selector)?.offsetHeight ?? 0;
    if (past && height > 0) root.style.setProperty(name, `${height}px`);
    else root.style.removeProperty(name);
  }
  root.toggleAttribute("data-past", past);
}
