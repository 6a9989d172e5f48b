/** The whole picture in a corner, once it is large; drag on it to move there. */

import { effect, useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Status } from "../store/status.ts";
import { useView, type View } from "../view.ts";
import { blockOf } from "./faces.ts";
import { type Ink, onInk, readInk } from "./ink.ts";
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

function paint(canvas: HTMLCanvasElement, view: View, ink: Ink): void {
  const scene = view.scene.peek();
  const state = view.shown.peek();
  const faded = view.faded.peek();
  const { x, y } = scales(scene);
  const ratio = globalThis.devicePixelRatio || 1;
  const height = Math.ceil(scene.height * y);
  canvas.width = SIZE.width * ratio;
  canvas.height = height * ratio;
  Object.assign(canvas.style, { width: `${SIZE.width}px`, height: `${height}px` });
  const pen = canvas.getContext("2d");
  if (pen === null) return;
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

/** Draw when the picture or how cards stand may have changed, seldom enough not to be felt. */
function keepDrawn(canvas: HTMLCanvasElement, view: View): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ink: Ink | undefined;
  const draw = () => {
    timer = undefined;
    ink ??= readInk(canvas.parentElement as HTMLElement);
    paint(canvas, view, ink);
  };
  const uninked = onInk(canvas, () => {
    ink = undefined;
    draw();
  });
  const unwatch = effect(() => {
    void [view.scene.value, view.shown.value, view.faded.value];
    timer ??= setTimeout(draw, PAUSE);
  });
  return () => {
    clearTimeout(timer);
    uninked();
    unwatch();
  };
}

/** Keep the frame of what is seen where it belongs, without drawing anything anew. */
function keepFramed(frame: HTMLElement, { camera, scene }: View): () => void {
  return effect(() => {
    const { x, y } = scales(scene.value);
    const { left, top, right, bottom } = camera.seen.value;
    const zoom = camera.zoom.value;
    const width = Math.min(SIZE.width, ((right - left) / zoom) * x);
    const height = Math.max(4, Math.min(scene.value.height, (bottom - top) / zoom) * y);
    Object.assign(frame.style, {
      transform: `translate(${(left / zoom) * x}px, ${(top / zoom) * y}px)`,
      width: `${width}px`,
      height: `${height}px`,
    });
  });
}

function Picture() {
  const view = useView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (canvas.current === null || frame.current === null) return undefined;
    const undrawn = keepDrawn(canvas.current, view);
    const unframed = keepFramed(frame.current, view);
    return () => {
      undrawn();
      unframed();
    };
  }, [view]);
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
      <div ref={frame} class="tgw-map-frame" />
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
