import { afterEach, describe, expect, it, vi } from "vitest";
import { detectTheme, followTheme } from "../src/theme.ts";
import { drawn } from "./page.ts";

afterEach(() => {
  for (const name of ["data-jp-theme-light", "data-jp-theme-name", "data-vscode-theme-kind"]) {
    document.body.removeAttribute(name);
  }
  document.documentElement.removeAttribute("theme");
});

describe("the theme", () => {
  it.each([
    ["data-jp-theme-light", "true", "light"],
    ["data-jp-theme-light", "false", "dark"],
    ["data-vscode-theme-kind", "vscode-light", "light"],
    ["data-vscode-theme-kind", "vscode-dark", "dark"],
    ["data-vscode-theme-kind", "vscode-high-contrast", "contrast"],
  ])("of a host with %s=%s is %s", (name, value, theme) => {
    document.body.setAttribute(name, value);
    expect(detectTheme()).toBe(theme);
  });

  it("of Lab may be of high contrast by its name, and dark", async () => {
    Object.assign(document.body.dataset, {
      jpThemeName: "JupyterLab Dark High Contrast",
      jpThemeLight: "false",
    });
    const root = document.createElement("div");
    followTheme(root)();
    expect(root.dataset).toMatchObject({ tgTheme: "contrast", tgDark: "true" });
  });

  it.each(["(prefers-contrast: more)", "(forced-colors: active)"])(
    "is of high contrast as long as the person's system has %s",
    (wish) => {
      const system = Object.assign(new EventTarget(), { matches: true });
      const never = Object.assign(new EventTarget(), { matches: false });
      vi.stubGlobal("matchMedia", (text: string) => (text === wish ? system : never));
      document.body.dataset["jpThemeLight"] = "true";
      const root = document.createElement("div");
      const stop = followTheme(root);
      expect(root.dataset["tgTheme"]).toBe("contrast");
      system.matches = false;
      system.dispatchEvent(new Event("change"));
      expect(root.dataset["tgTheme"]).toBe("light");
      stop();
      vi.unstubAllGlobals();
    },
  );

  it("of Colab is on its html element", () => {
    document.documentElement.setAttribute("theme", "dark");
    expect(detectTheme()).toBe("dark");
  });

  it("is the system's where no host says", () => {
    expect(detectTheme()).toBe("light");
  });

  it("is followed until we go", async () => {
    const root = document.createElement("div");
    document.body.append(root);
    const stop = followTheme(root);
    document.body.dataset["jpThemeLight"] = "false";
    await drawn();
    expect(root.dataset).toMatchObject({ tgTheme: "dark", tgDark: "true" });
    stop();
    document.body.dataset["jpThemeLight"] = "true";
    await drawn();
    expect(root.dataset["tgTheme"]).toBe("dark");
  });
});
