/** A host that has given up on a page passes nothing on; tests/browser/test_failure.py has a real one. */

import type { AnyModel } from "@anywidget/types";
import { expect, it } from "vitest";
import { hearAgain } from "../src/hearing.ts";

class Model {
  readonly heard: string[] = [];
  hear = (_message: string) => {};
  readonly comm = {
    on_msg: (hear: (message: string) => void) => {
      this.hear = hear;
    },
  };

  _handle_comm_msg(message: string): void {
    this.heard.push(message);
  }
}

class Deaf extends Model {
  override _handle_comm_msg(): void {}
}

/** What a widget is given of a model: whoever sets anything hears of the model behind it. */
function given(model: unknown): AnyModel {
  let listener = (_model: unknown) => {};
  const on = (_: string, listens: typeof listener) => {
    listener = listens;
  };
  return { on, set: () => listener(model) } as unknown as AnyModel;
}

it("what arrives goes to what the model is made from", () => {
  const model = new Deaf();
  hearAgain(given(model));
  model.hear("an answer");
  expect(model.heard).toEqual(["an answer"]);
});

it.each([undefined, true, {}, { comm: {} }])(
  "a host of another kind is left alone: %o",
  (model) => {
    expect(() => hearAgain(given(model))).not.toThrow();
    expect(() => hearAgain({ on() {} } as unknown as AnyModel)).not.toThrow();
  },
);
