/** Walking from card to card: who walks is not taken elsewhere by what happens. */

import { type Signal, signal } from "@preact/signals";
import type { View } from "../view.ts";
import { neighbour, wayOf } from "./moving.ts";

/** The key of the card whose button this is, else empty. */
export function cardAt(target: EventTarget | null): string {
  const open = (target as Element | null)?.closest(".tgw-card-open");
  return open?.closest<HTMLElement>("[data-card]")?.dataset["card"] ?? "";
}

export interface Walk {
  /** Key of the card that was walked to last, or empty. */
  readonly at: Signal<string>;
  readonly press: (event: KeyboardEvent) => void;
  readonly focused: (event: FocusEvent) => void;
  /** Walk to a card that will be drawn. */
  readonly to: (key: string) => void;
  /** Give the focus to the card that was walked to, once it is among these. */
  readonly arrive: (cards: HTMLElement | null) => void;
}

export function createWalk({ scene, camera }: Pick<View, "scene" | "camera">): Walk {
  const at = signal("");
  let wanted = false;
  return {
    at,
    press(event) {
      const way = wayOf(event);
      const from = cardAt(event.target);
      if (!way || !from) return;
      event.preventDefault();
      const next = neighbour(scene.value, from, way);
      const box = scene.value.boxes.get(next ?? "");
      if (next === undefined || !box) return;
      camera.following.value = false;
      wanted = true;
      at.value = next;
      camera.look(box, true);
    },
    to(key) {
      wanted = true;
      at.value = key;
    },
    focused(event) {
      at.value = cardAt(event.target) || at.value;
    },
    arrive(cards) {
      if (!wanted) return;
      // A card that is far off is drawn only once the picture has moved there.
      const all = cards?.querySelectorAll<HTMLElement>(".tgw-card-open") ?? [];
      const open = [...all].find((one) => cardAt(one) === at.peek());
      if (!open) return;
      wanted = false;
      open.focus({ preventScroll: true });
    },
  };
}
