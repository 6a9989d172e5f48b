/** The colours that a canvas draws with: the panel's own, as the page computes them. */

const NAMES = {
  bg: "--bg",
  fg: "--fg",
  muted: "--muted",
  line: "--line",
  strong: "--strong-line",
  ground: "--ground",
  said: "--said",
  saidSoft: "--said-soft",
  asked: "--asked",
  onAsked: "--on-asked",
  error: "--error",
} as const;

export type Ink = Readonly<Record<keyof typeof NAMES, string>> & { readonly font: string };

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
 * A variable's own text may hold mixtures of others, so elements that are not seen wear them. They
 * stand there from the beginning: the browser reckons once, and not anew for them.
 */
export function openInk(el: HTMLElement, changed: () => void): Inkwell {
  const page = el.ownerDocument;
  const probe = page.createElement("span");
  probe.hidden = true;
  probe.style.setProperty("forced-color-adjust", "none");
  const styles = Object.entries(NAMES).map(([key, name]) => {
    const one = probe.appendChild(page.createElement("i"));
    one.style.color = `var(${name})`;
    return [key, getComputedStyle(one)] as const;
  });
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
        const read = styles.map(([key, style]) => [key, style.color]);
        const font = getComputedStyle(probe).fontFamily;
        known = { ...Object.fromEntries(read), font } as Ink;
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
