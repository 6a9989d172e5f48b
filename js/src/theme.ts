/** The notebook's theme, found from outside CSS: every host says it in its own way. */

export type Theme = "light" | "dark" | "contrast";

const query = (text: string) => matchMedia(text).matches;
const DARK = "(prefers-color-scheme: dark)";
const CONTRAST = "(prefers-contrast: more)";
const FORCED = "(forced-colors: active)";

/** Whether the host that shows `page` is dark; else whether the system is. */
function isDark({ body, documentElement }: Document): boolean {
  // Lab says whether it is light, Colab its theme.
  const said = body.dataset["jpThemeLight"] ?? documentElement.getAttribute("theme");
  if (said !== null) return said === "false" || said === "dark";
  const code = body.dataset["vscodeThemeKind"];
  return code === undefined ? query(DARK) : !code.includes("light");
}

/** The theme of the host that shows `page`, else the system's. */
export function detectTheme(page: Document = document): Theme {
  const { jpThemeName = "", jpThemeLight, vscodeThemeKind = "" } = page.body.dataset;
  if (query(CONTRAST) || query(FORCED)) return "contrast";
  if (/high contrast/i.test(jpThemeName)) return "contrast";
  if (jpThemeLight === undefined && vscodeThemeKind.includes("high-contrast")) return "contrast";
  return isDark(page) ? "dark" : "light";
}

/** What says the theme on our root. */
export function themed(page: Document = document) {
  return { "data-tg-theme": detectTheme(page), "data-tg-dark": String(isDark(page)) };
}

/** Keep what says the theme on `root` true to the host; returns how to stop. */
export function followTheme(root: HTMLElement): () => void {
  const page = root.ownerDocument;
  const apply = () => {
    for (const [name, value] of Object.entries(themed(page))) {
      // Who draws by the theme draws anew when it is written, be it the same.
      if (root.getAttribute(name) !== value) root.setAttribute(name, value);
    }
  };
  apply();
  const observer = new MutationObserver(apply);
  const attributeFilter = [
    "data-jp-theme-light",
    "data-jp-theme-name",
    "data-vscode-theme-kind",
    "theme",
    "class",
  ];
  for (const el of [page.body, page.documentElement]) {
    observer.observe(el, { attributes: true, attributeFilter });
  }
  const queries = [DARK, CONTRAST, FORCED].map((text) => matchMedia(text));
  for (const media of queries) media.addEventListener("change", apply);
  return () => {
    observer.disconnect();
    for (const media of queries) media.removeEventListener("change", apply);
  };
}
