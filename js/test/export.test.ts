/** The run as a file: asked of the kernel, named after the run, handed to the browser. */

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fileName } from "../src/export/files.ts";
import { asking } from "./events.ts";
import { drawn, Opened } from "./page.ts";

let page: Opened;
const saved: { name: string; text: Promise<string> }[] = [];

beforeEach(() => {
  saved.length = 0;
  let blob = new Blob();
  URL.createObjectURL = (given) => {
    blob = given as Blob;
    return "blob:nothing";
  };
  URL.revokeObjectURL = () => {};
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    const reader = new FileReader();
    const text = new Promise<string>((resolve) => {
      reader.onload = () => resolve(String(reader.result));
    });
    reader.readAsText(blob);
    saved.push({ name: this.download, text });
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  page.close();
});

async function choose(form: string): Promise<void> {
  page.find("[data-action=export]").click();
  await drawn();
  page.find(`[data-export=${form}]`).click();
  await drawn();
}

it("saves what the kernel made, under the run's name", async () => {
  page = await new Opened().tell(asking());
  await choose("report");
  const asked = page.model.sent.findLast(({ type }) => type === "Export");
  expect(asked).toMatchObject({ form: "report" });
  page.model.receive({ kind: "part", id: asked?.id, data: "# shi" });
  page.model.receive({ kind: "answer", id: asked?.id, ok: true, message: "", data: "rts" });
  await drawn();
  expect(saved.map(({ name }) => name)).toEqual(["shirts.md"]);
  expect(await saved[0]?.text).toBe("# shirts");
  expect(page.el.textContent).toContain("shirts.md is with your browser");
});

it("saves a page for a reviewer under a name of its own", async () => {
  page = await new Opened().tell(asking());
  await choose("review");
  page.model.answer("Export", true, "", "<!doctype html>");
  await drawn();
  expect(saved.map(({ name }) => name)).toEqual(["shirts-review.html"]);
});

it("says why nothing was made, and what to call where downloads are blocked", async () => {
  page = await new Opened().tell(asking());
  await choose("page");
  expect(page.el.textContent).toContain('run.to_html("shirts.html")');
  page.model.answer("Export", false, "the page is not built");
  await drawn();
  expect(saved).toEqual([]);
  expect(page.find(".tgw-message").textContent).toContain("the page is not built");
});

it.each([
  ["shirts", "shirts.md"],
  ["../../etc/passwd", "etc-passwd.md"],
  ["Zähle: 字 <b>", "zähle-字-b.md"],
  ["\u202e\u0000 …", "run.md"],
  ["x".repeat(500), `${"x".repeat(60)}.md`],
])("a file for %j is called %s", (run, name) => {
  page = new Opened();
  expect(fileName(run, "report")).toBe(name);
});
