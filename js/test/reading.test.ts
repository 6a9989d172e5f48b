/** A text is shown as it was written where every sign counts, and formatted where it is prose. */

import { afterEach, expect, it, vi } from "vitest";
import { asking } from "./events.ts";
import { drawn, Opened } from "./page.ts";

const TEXT =
  "## Why\n\n- **bold** and `code`\n\n![pixel](https://evil.test/p.png?q=1) [docs](https://evil.test/x) <b>raw</b>";
let page: Opened;
afterEach(() => {
  page.close();
  vi.unstubAllGlobals();
});

const toggle = async (name: string) => {
  const button = [...page.el.querySelectorAll<HTMLElement>(".tgw-format")].find(
    (one) => one.ariaLabel?.includes(name) || one.getAttribute("aria-label")?.includes(name),
  );
  button?.click();
  await drawn();
  return button;
};

it("a gradient is read, a value is as it was written until it is asked for", async () => {
  page = await new Opened().tell(asking({ because: TEXT, old: TEXT }));
  page.find("[data-node=a] .tgw-card-open").click();
  await drawn();
  expect(page.find(".tgw-gradient strong").textContent).toBe("bold");
  expect(page.find(".tgw-part .tgw-words").textContent).toBe(TEXT);
  expect((await toggle("value of answer"))?.getAttribute("aria-pressed")).toBe("true");
  expect(page.find(".tgw-part code").textContent).toBe("code");
  await toggle("gradient 1");
  expect(page.find(".tgw-gradient .tgw-words").textContent).toBe(TEXT);
  expect(page.find(".tgw-diff").querySelector("strong, .tgw-format")).toBeNull();
});

it("a picture is not loaded, an address leads nowhere and can be copied, markup is text", async () => {
  const writeText = vi.fn(async (_: string) => {});
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  page = await new Opened().tell(asking({ because: TEXT }));
  page.find("[data-node=a] .tgw-card-open").click();
  await drawn();
  const prose = page.find(".tgw-gradient .tgw-md");
  expect(prose.querySelector("a, img, b, [href], [src], [style]")).toBeNull();
  expect(prose.textContent).toContain("image not loaded: pixel (evil.test)");
  expect(prose.textContent).toContain("docs (evil.test)");
  expect(prose.textContent).toContain("<b>raw</b>");
  prose.querySelector<HTMLElement>(".tgw-copy")?.click();
  await drawn();
  expect(writeText).toHaveBeenCalledWith("https://evil.test/x");
});

it("plain words have nothing to format", async () => {
  page = await new Opened().tell(asking());
  page.find("[data-node=a] .tgw-card-open").click();
  await drawn();
  expect(page.el.querySelector(".tgw-format")).toBeNull();
});
