/** The notebook's theme, found from outside CSS: every host says it in its own way. */

export type Theme = "light" | "dark" | "contrast";

const query = (text: string) => typeof matchMedia === "function" && matchMedia(text).matches;

/** The theme of the host that shows `page`, else the system's. */
export function detectTheme(page: Document = document): Theme {
  const body = page.body;
  if (query("(prefers-contrast: more)") || query("(forced-colors: active)")) return "contrast";
  if (/high contrast/i.test(body.dataset["jpThemeName"] ?? "")) return "contrast";
  const lab = body.dataset["jpThemeLight"];
  if (lab !== undefined) return lab === "false" ? "dark" : "light";
  const code = body.dataset["vscodeThemeKind"];
  if (code !== undefined) {
    if (code.includes("high-contrast")) return "contrast";
    return code.includes("dark") ? "dark" : "light";
  }
  const colab = page.documentElement.getAttribute("theme");
  if (colab !== null) return colab === "dark" ? "dark" : "light";
  return query("(prefers-color-scheme: dark)") ? "dark" : "light";
}

/** Whether the host is dark, where that is another question than contrast. */
function isDark(page: Document): boolean {
  const body = page.body;
  const said = body.dataset["jpThemeLight"] ?? page.documentElement.getAttribute("theme");
  if (said !== null && said !== undefined) return said === "false" || said === "dark";
  const code = body.dataset["vscodeThemeKind"];
  if (code !== undefined) return !code.includes("light");
  return query("(prefers-color-scheme: dark)");
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
  observer.observe(page.body, { attributes: true, attributeFilter });
  observer.observe(page.documentElement, { attributes: true, attributeFilter });
  const queries = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"]
    .filter(() => typeof matchMedia === "function")
    .map((text) => matchMedia(text));
  for (const media of queries) media.addEventListener("change", apply);
  return () => {
    observer.disconnect();
    for (const media of queries) media.removeEventListener("change", apply);
  };
}
