/** The widget on a page, as a notebook would open it. */

import widget from "../src/widget.tsx";
import type { Script } from "./events.ts";
import { FakeModel } from "./model.ts";

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Until the page has drawn what it knows, and what it does after that is done. */
export async function drawn(): Promise<void> {
  await frame();
  await frame();
  await new Promise((resolve) => setTimeout(resolve, 20));
}

/** The same where no frames are painted, and where what is typed has been thought about. */
export const settled = () => new Promise((resolve) => setTimeout(resolve, 200));

export class Opened {
  readonly model: FakeModel;
  readonly el = document.createElement("div");
  readonly closers: (() => void)[] = [];

  constructor(model = new FakeModel(), signal?: AbortSignal) {
    this.model = model;
    document.body.append(this.el);
    const given = () => ({ model: model.any, ...(signal === undefined ? {} : { signal }) });
    this.closers.push(widget.initialize(given()));
    this.closers.push(widget.render({ ...given(), el: this.el }));
  }

  /** Tell it a run from the beginning. */
  async tell(script: Script, first = 1): Promise<this> {
    this.model.answer("Hello");
    this.model.receive(script.batch(first));
    await drawn();
    return this;
  }

  find<E extends HTMLElement = HTMLElement>(selector: string): E {
    const found = this.el.querySelector<E>(selector);
    if (found === null) throw new Error(`nothing is ${selector} in ${this.el.innerHTML}`);
    return found;
  }

  key(
    key: string,
    target: Element = this.find(".tgw"),
    more: KeyboardEventInit = {},
  ): KeyboardEvent {
    const init = { key, bubbles: true, cancelable: true, composed: true, ...more };
    const event = new KeyboardEvent("keydown", init);
    target.dispatchEvent(event);
    return event;
  }

  close(): void {
    for (const close of this.closers.reverse()) close();
    this.el.remove();
    sessionStorage.clear(); // what follows is another tab
  }
}
