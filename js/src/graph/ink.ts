/** The colours that a canvas draws with: the panel's own, as the page computes them. */

/** Each colour's variable, and the property in which one element wears them all. */
const WORN = {
  bg: ["--bg", "backgroundColor"],
  fg: ["--fg", "color"],
  muted: ["--muted", "caretColor"],
  line: ["--line", "borderTopColor"],
  strong: ["--strong-line", "borderBottomColor"],
  ground: ["--ground", "columnRuleColor"],
  said: ["--said", "borderLeftColor"],
  saidSoft: ["--said-soft", "borderRightColor"],
  asked: ["--asked", "outlineColor"],
  onAsked: ["--on-asked", "textDecorationColor"],
  error: ["--error", "textEmphasisColor"],
} as const;

export type Ink = Readonly<Record<keyof typeof WORN, string>> & { readonly font: string };

/** What is written at once, and once more when the new theme's stylesheet has arrived. */
const LATER = [300, 1500];

/** The colours where an element stands, as they are now. */
export interface Inkwell {
  readonly ink: () => Ink;
  readonly close: () => void;
}

/**
 * Read the colours where `el` stands, and tell when they may have changed.
 *
 * A variable's own text may hold mixtures of others, so an element that is not seen wears them. It
 * stands there from the beginning: the browser reckons once, and not anew for it.
 */
export function openInk(el: HTMLElement, changed: () => void): Inkwell {
  const page = el.ownerDocument;
  const probe = page.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none");
  for (const [name, place] of Object.values(WORN)) probe.style[place] = `var(${name})`;
  el.append(probe);
  let known: Ink | undefined;
  let timers: ReturnType<typeof setTimeout>[] = [];
  const anew = () => {
    known = undefined;
    changed();
  };
  const again = () => {
    for (const timer of timers) clearTimeout(timer);
    anew();
    timers = LATER.map((wait) => setTimeout(anew, wait));
  };
  const observer = new MutationObserver(again);
  observer.observe(el.closest(".tgw") ?? el, {
    attributeFilter: ["data-tg-theme", "data-tg-dark"],
  });
  const attributeFilter = ["class", "data-jp-theme-name", "data-vscode-theme-id", "theme"];
  for (const above of [page.body, page.documentElement]) {
    observer.observe(above, { attributeFilter });
  }
  const forced = matchMedia("(forced-colors: active)");
  forced.addEventListener("change", again);
  return {
    ink() {
      if (!known) {
        const style = getComputedStyle(probe);
        const read = Object.entries(WORN).map(([key, [, place]]) => [key, style[place]]);
        known = { ...Object.fromEntries(read), font: style.fontFamily } as Ink;
      }
      return known;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      observer.disconnect();
      forced.removeEventListener("change", again);
      probe.remove();
    },
  };
}
