/** Text from models is hostile. Wherever a page shows text, it is text and nothing else. */

import { afterEach, expect, it } from "vitest";
import rows from "../../tests/hostile/texts.json" with { type: "json" };
import { everywhere, over, type Row, textOf } from "./everywhere.ts";
import { harm } from "./harm.ts";
import { Opened } from "./page.ts";

const harmless = (el: HTMLElement) => expect(harm(el)).toEqual([]);
const soon = () => new Promise((resolve) => setTimeout(resolve, 25));
const texts = (rows as Row[]).map(textOf).map((text) => text.slice(0, 5_000));
const BATCH = 14;
const batches = Array.from({ length: Math.ceil(texts.length / BATCH) }, (_, i) =>
  texts.slice(i * BATCH, (i + 1) * BATCH),
);

let page: Opened | undefined;
afterEach(() => page?.close());

it("there are texts enough", () => expect(new Set(texts).size).toBeGreaterThan(236));

it.each(batches.map((batch, i) => [i, batch] as const))(
  "batch %i is text in every place",
  async (_, batch) => {
    page = await new Opened().tell(everywhere(batch));
    harmless(page.el);
    page.key("e");
    await soon();
    harmless(page.el);
    page.close();
    const one = new Opened();
    page = one;
    await one.tell(over(batch));
    harmless(one.el);
    for (const [i, text] of batch.entries()) {
      one.el.querySelector<HTMLElement>(`[data-node=n${i}] .tgw-card-open`)?.click();
      await soon();
      const value = one.find(".tgw-detail .tgw-part .tgw-words");
      expect(value.textContent).toContain(text.slice(0, 9));
      for (const detail of one.el.querySelectorAll("details")) detail.open = true;
      const plain = one.el.querySelectorAll<HTMLElement>(".tgw-format[aria-pressed=false]");
      for (const button of plain) button.click();
      await soon();
      harmless(one.find(".tgw-detail"));
      // How a text is read is remembered; the next one is looked for word by word.
      const read = one.el.querySelectorAll<HTMLElement>(".tgw-format[aria-pressed=true]");
      for (const button of read) button.click();
    }
    expect((window as unknown as { hurt?: number }).hurt).toBeUndefined();
  },
);
