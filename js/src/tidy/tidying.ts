/** Tidying a view's picture: when it helps, and so that what is looked at stays where it is. */

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Camera, calm } from "../graph/camera.ts";
import type { Box, Scene, Wishes } from "../graph/scene.ts";
import type { Spot } from "../store/place.ts";
import type { State } from "../store/state.ts";
import { blend, glide } from "./glide.ts";
import { type Layout, layOut, type Shape, untidiness } from "./layout.ts";

/** A picture tidies itself only where the edges become shorter by this much. */
const WORTH = 0.8;

/** Milliseconds after which whoever types or points gets a turn. */
const SLICE = 12;

/** What of a view is tidied. */
export interface Untidy {
  readonly shown: ReadonlySignal<State>;
  readonly scene: ReadonlySignal<Scene>;
  readonly tidied: Signal<Wishes["tidied"]>;
  readonly selected: ReadonlySignal<string | null>;
  readonly camera: Camera;
}

export interface Tidying {
  /** Whether a layout is being made. */
  readonly busy: ReadonlySignal<boolean>;
  /** Tidy every lane. */
  readonly tidy: () => Promise<void>;
  /** Tidy what has grown whenever a phase ends and nobody is held up; returns how to stop. */
  readonly watch: () => () => void;
}

/** The lanes as they are drawn, each with its cards and the edges between them. */
export function shapesOf({ boxes, edges, strips }: Scene): readonly Shape[] {
  const from = new Map<string, string[]>();
  for (const edge of edges) from.set(edge.to, [...(from.get(edge.to) ?? []), edge.from]);
  const shapes: (readonly [string, readonly string[]])[][] = strips.map(() => []);
  let lane = 0;
  for (const [key, box] of boxes) {
    while (box.top > (strips[lane]?.bottom ?? Number.POSITIVE_INFINITY)) lane += 1;
    shapes[lane]?.push([key, from.get(key) ?? []]);
  }
  return shapes;
}

/** Whether a layout is worth that cards move. */
function helps(shape: Shape, layout: Layout, { boxes }: Scene): boolean {
  const before = untidiness(shape, (key) => boxes.get(key)?.top ?? 0);
  return untidiness(shape, (key) => layout.get(key)?.y ?? 0) < WORTH * before;
}

const middle = ({ left, right, top, bottom }: Box) => [(left + right) / 2, (top + bottom) / 2];

export function createTidying(view: Untidy): Tidying {
  const { scene, tidied, camera, shown, selected } = view;
  const busy = signal(false);
  /** What each lane held when it was tidied last. */
  const known = new Map<number, string>();
  let stop = () => {};

  /** What the person looks at: what is open, what happens, else what is in the middle. */
  const anchor = (): string | undefined => {
    const { boxes, drawnAs } = scene.value;
    const seen = camera.seen.value;
    const zoom = camera.zoom.value;
    const [x = 0, y = 0] = middle(seen);
    const inSight = (key: string | undefined) => {
      const box = boxes.get(drawnAs.get(key ?? "") ?? "");
      if (!box) return false;
      const [cx = 0, cy = 0] = middle(box);
      return (
        cx * zoom > seen.left &&
        cx * zoom < seen.right &&
        cy * zoom > seen.top &&
        cy * zoom < seen.bottom
      );
    };
    for (const key of [selected.value, shown.value.active]) {
      if (key !== null && inSight(key)) return drawnAs.get(key);
    }
    let best: { key: string; far: number } | undefined;
    for (const [key, box] of boxes) {
      const [cx = 0, cy = 0] = middle(box);
      const far = Math.hypot(cx - x / zoom, cy - y / zoom);
      if (!best || far < best.far) best = { key, far };
    }
    return best?.key;
  };

  /** Put cards where they belong; the anchor stays where it is on screen. */
  const put = (places: Wishes["tidied"], key: string | undefined) => {
    const before = scene.value.boxes.get(key ?? "");
    const { left, top } = camera.seen.value;
    const zoom = camera.zoom.value;
    tidied.value = places;
    const after = scene.value.boxes.get(key ?? "");
    if (!before || !after) return;
    camera.move(left / zoom + after.left - before.left, top / zoom + after.top - before.top);
  };

  const run = async (all: boolean): Promise<void> => {
    const drawn = scene.value;
    const shapes = shapesOf(drawn);
    const held = (shape: Shape) => shape.map(([key]) => key).join();
    const wanted = shapes.flatMap((shape, lane) =>
      shape.length > 1 && (all || known.get(lane) !== held(shape)) ? [lane] : [],
    );
    if (!wanted.length || busy.value) return;
    busy.value = true;
    try {
      const places = new Map(tidied.value);
      let since = performance.now();
      for (const lane of wanted) {
        const shape = shapes[lane] as Shape;
        const layout = layOut(shape);
        known.set(lane, held(shape));
        if (all || helps(shape, layout, drawn)) {
          for (const [key, spot] of layout) places.set(key, spot);
        }
        if (performance.now() - since < SLICE) continue;
        await new Promise((resolve) => setTimeout(resolve));
        since = performance.now();
      }
      if (!all && !unheld()) return;
      move(places);
    } finally {
      busy.value = false;
    }
  };

  const move = (places: Map<string, Spot>) => {
    const { boxes, strips } = scene.value;
    const now = shown.value.cards;
    const from = new Map<string, Spot>();
    for (const key of places.keys()) {
      const old = tidied.value.get(key) ?? now.get(key);
      if (old && boxes.has(key)) from.set(key, { column: old.column, y: old.y });
    }
    stop();
    if (!strips.length) return;
    const key = anchor();
    if (calm()) put(places, key);
    else stop = glide((part) => put(blend(from, places, part), key));
  };

  /** Nobody reads, drags, or has gone elsewhere. */
  const unheld = () => camera.following.value && !camera.held.value && selected.value === null;

  return {
    busy,
    tidy: () => run(true),
    watch() {
      let before = shown.peek().phase;
      const unwatch = effect(() => {
        const { phase } = shown.value;
        if (phase === before) return;
        before = phase;
        if (unheld()) setTimeout(() => run(false));
      });
      return () => {
        unwatch();
        stop();
      };
    },
  };
}
