/** The whole picture in a corner, once it is large; drag on it to move there. */

import { effect, useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Status } from "../store/status.ts";
import { useView, type View } from "../view.ts";
import { blockOf } from "./faces.ts";
import { type Ink, openInk } from "./ink.ts";
import type { Scene } from "./scene.ts";
import { overlaps } from "./viewport.ts";

/** Cards from which on there is a map. */
const MANY = 200;
const SIZE = { width: 88, height: 132 } as const;
/** Milliseconds between two drawings. */
const PAUSE = 500;

/** Pixels of the map for one of the picture: as large as fits, each way for itself. */
function scales({ width, height }: Pick<Scene, "width" | "height">) {
  return { x: SIZE.width / width, y: Math.min(SIZE.height / height, SIZE.width / width) };
}

function tone(status: Status, ink: Ink): string {
  if (status === "asking") return ink.asked;
  if (status === "failed") return ink.error;
  return status === "running" || status === "retrying" ? ink.said : ink.strong;
}

/** Draw all of the picture but the frame. */
function paint(canvas: HTMLCanvasElement, view: View, ink: Ink): void {
  const scene = view.scene.peek();
  const state = view.shown.peek();
  const faded = view.faded.peek();
  const { x, y } = scales(scene);
  const ratio = devicePixelRatio;
  canvas.width = SIZE.width * ratio;
  canvas.height = Math.ceil(scene.height * y) * ratio;
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const [key, box] of scene.boxes) {
    const { status, pauses } = blockOf(state, key, scene.groups.get(key));
    pen.globalAlpha = faded.has(key) ? 0.3 : 1;
    pen.fillStyle = tone(status, ink);
    const [wide, high] = [(box.right - box.left) * x, (box.bottom - box.top) * y];
    pen.fillRect(box.left * x, box.top * y, wide, Math.max(0.5, high));
    if (!pauses) continue;
    pen.fillStyle = ink.asked;
    pen.fillRect(box.right * x - 4, box.top * y, 4, Math.max(2, high / 2));
  }
}

/** The part of the map that is seen, in whole pixels, so that it changes rarely. */
function framed({ camera, scene }: View): readonly [x: number, y: number, w: number, h: number] {
  const { x, y } = scales(scene.value);
  const { left, top, right, bottom } = camera.seen.value;
  const zoom = camera.zoom.value;
  const wide = Math.min(SIZE.width, ((right - left) / zoom) * x);
  const high = Math.max(4, Math.min(scene.value.height, (bottom - top) / zoom) * y);
  const [at, down] = [(left / zoom) * x, (top / zoom) * y];
  return [Math.round(at), Math.round(down), Math.round(wide), Math.round(high)];
}

/**
 * Draw when the picture or how cards stand may have changed, seldom enough not to be felt; the
 * frame whenever it has moved. An element in its place would have the browser put the layers of
 * the whole page together anew wherever it goes.
 */
function keepDrawn(canvas: HTMLCanvasElement, view: View): () => void {
  const map = document.createElement("canvas");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame = framed(view);
  const show = () => {
    const pen = canvas.getContext("2d");
    if (!pen || !canvas.style.width) return;
    const ink = well.ink();
    const ratio = devicePixelRatio;
    const [left, top, width, height] = frame;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(map, 0, 0);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.fillStyle = ink.fg;
    pen.strokeStyle = ink.fg;
    pen.lineWidth = 1.5;
    pen.globalAlpha = 0.09;
    pen.fillRect(left, top, width, height);
    pen.globalAlpha = 1;
    pen.strokeRect(left + 0.75, top + 0.75, width - 1.5, height - 1.5);
  };
  const draw = () => {
    timer = undefined;
    paint(map, view, well.ink());
    const [width, height] = [map.width, map.height];
    if (canvas.width !== width || canvas.height !== height) {
      Object.assign(canvas, { width, height });
      const ratio = devicePixelRatio;
      canvas.style.cssText = `width:${width / ratio}px;height:${height / ratio}px`;
    }
    show();
  };
  const well = openInk(canvas.parentElement as HTMLElement, draw);
  const unwatch = effect(() => {
    void [view.scene.value, view.shown.value, view.faded.value];
    timer ??= setTimeout(draw, PAUSE);
  });
  const unframe = effect(() => {
    const now = framed(view);
    if (now.join() === frame.join()) return;
    frame = now;
    show();
  });
  return () => {
    clearTimeout(timer);
    well.close();
    unwatch();
    unframe();
  };
}

function Picture() {
  const view = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => (canvas.current ? keepDrawn(canvas.current, view) : undefined), [view]);
  const go = (event: PointerEvent) => {
    if (event.buttons !== 1) return;
    const map = event.currentTarget as HTMLElement;
    map.setPointerCapture(event.pointerId);
    event.preventDefault();
    const place = map.getBoundingClientRect();
    const { x, y } = scales(view.scene.value);
    const { camera } = view;
    const { left, top, right, bottom } = camera.seen.value;
    const zoom = camera.zoom.value;
    camera.following.value = false;
    camera.move(
      (event.clientX - place.left) / x - (right - left) / zoom / 2,
      (event.clientY - place.top) / y - (bottom - top) / zoom / 2,
    );
  };
  return (
    <div class="tgw-map" aria-hidden="true" onPointerDown={go} onPointerMove={go}>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus */}
      <canvas ref={canvas} aria-hidden="true" />
    </div>
  );
}

export function Minimap() {
  const { scene, camera } = useView();
  const wanted = useComputed(() => {
    const { boxes, width, height } = scene.value;
    const { left, top, right, bottom } = camera.seen.value;
    const z = camera.zoom.value;
    const whole = { left: 0, top: 0, right: width * z, bottom: height * z };
    const all = right - left >= whole.right && bottom - top >= whole.bottom;
    return boxes.size >= MANY && !all && overlaps(whole, camera.seen.value);
  });
  return wanted.value && typeof Path2D !== "undefined" ? <Picture /> : null;
}
