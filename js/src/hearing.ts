/** What a host passes on no more is heard all the same. */

import type { AnyModel } from "@anywidget/types";

type Hear = (message: unknown) => void;
type Named<T> = Readonly<Record<string, T>>;

/**
 * anywidget gives a page two seconds to open a widget. In one that took longer, whatever arrives for
 * the model waits for good for a promise that was broken; what the model is made from still takes it.
 */
export function hearAgain(model: AnyModel): void {
  // Whoever hears of a change is told which model it is of.
  model.on("change:_late", (real?: Named<Named<(hear: Hear) => void>>) => {
    real?.["comm"]?.["on_msg"]?.((message) => {
      const host: Named<Hear> = Object.getPrototypeOf(Object.getPrototypeOf(real));
      host["_handle_comm_msg"]?.call(real, message);
    });
  });
  model.set?.("_late", true);
}
