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

/** Read the colours where `el` stands; a variable's own text may hold mixtures of others. */
export function readInk(el: HTMLElement): Ink {
  const probe = document.createElement("span");
  probe.style.setProperty("forced-color-adjust", "none");
  // All of them stand there before one is read: the browser reckons once.
  const entries = Object.entries(NAMES).map(([key, name]) => {
    const one = probe.appendChild(document.createElement("i"));
    one.style.color = `var(${name})`;
    return [key, getComputedStyle(one)] as const;
  });
  el.append(probe);
  const read = entries.map(([key, style]) => [key, style.color]);
  const ink = { ...Object.fromEntries(read), font: getComputedStyle(probe).fontFamily } as Ink;
  probe.remove();
  return ink;
}

/** Tell when the colours may have changed; returns how to stop. */
export function onInk(el: HTMLElement, changed: () => void): () => void {
  const page = el.ownerDocument;
  const root = el.closest(".tgw") ?? el;
  let timers: ReturnType<typeof setTimeout>[] = [];
  const again = () => {
    for (const timer of timers) clearTimeout(timer);
    changed();
    timers = LATER.map((wait) => setTimeout(changed, wait));
  };
  const observer = new MutationObserver(again);
  observer.observe(root, { attributeFilter: ["data-tg-theme", "data-tg-dark"] });
  const attributeFilter = ["class", "data-jp-theme-name", "data-vscode-theme-id", "theme"];
  for (const above of [page.body, page.documentElement]) {
    observer.observe(above, { attributeFilter });
  }
  const forced = matchMedia("(forced-colors: active)");
  forced.addEventListener("change", again);
  return () => {
    for (const timer of timers) clearTimeout(timer);
    observer.disconnect();
    forced.removeEventListener("change", again);
  };
}
