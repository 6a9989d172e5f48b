/** A reviewer's page, as a browser would open the file. */

import type { Document, Item } from "../src/handover/document.ts";
import { open } from "../src/handover/review.tsx";

export const OLD = "Dry them one by one, and count the hours.";
export const NEW = "Dry them all at once, and count the minutes.";

export function item(id: string, fields: Partial<Item> = {}): Item {
  return {
    id,
    kind: "question",
    role: `role of ${id}`,
    version: 1,
    commit: 0,
    digest: `digest of ${id}`,
    old: OLD,
    options: [{ text: NEW, broken: [] }],
    because: [{ source: "loss", text: "Shirts dry **together**." }],
    keeps: [],
    sources: [],
    asked: "",
    ...fields,
  };
}

export function asking(items: readonly Item[], fields: Partial<Document> = {}): Document {
  return { id: "d1", run: "Thirty shirts!", items, pictures: {}, ...fields };
}

export const drawn = () => new Promise((resolve) => setTimeout(resolve, 30));

export class Reviewing {
  readonly el = document.createElement("div");
  readonly #close: () => void;

  constructor(asked: Document) {
    const data = document.createElement("script");
    data.type = "application/json";
    data.id = "tgw-document";
    data.textContent = JSON.stringify(asked);
    const place = document.createElement("main");
    place.id = "tgw";
    this.el.append(data, place);
    document.body.append(this.el);
    this.#close = open(document);
  }

  find<E extends HTMLElement = HTMLElement>(selector: string): E {
    const found = this.el.querySelector<E>(selector);
    if (found === null) throw new Error(`nothing is ${selector} in ${this.el.innerHTML}`);
    return found;
  }

  async press(...keys: string[]): Promise<this> {
    for (const key of keys) {
      const target = document.activeElement ?? document.body;
      const ctrlKey = key.startsWith("Ctrl+");
      const init = { key: key.replace("Ctrl+", ""), ctrlKey, bubbles: true, cancelable: true };
      target.dispatchEvent(new KeyboardEvent("keydown", init));
      await drawn();
    }
    return this;
  }

  async click(selector: string): Promise<this> {
    this.find(selector).click();
    await drawn();
    return this;
  }

  async type(selector: string, text: string): Promise<this> {
    const field = this.find<HTMLTextAreaElement>(selector);
    field.value = text;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    await drawn();
    return this;
  }

  close(): void {
    this.#close();
    this.el.remove();
  }
}
