/** A region drawn on a picture with a mouse, a pen or a finger. */

import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { Region } from "../protocol.ts";
import { between, type Point, type Size } from "./regions.ts";

/** Pixels of the screen that a press may slip and still be a click. */
const SLIP = 4;

interface Wishes {
  readonly size: Size;
  /** Whether anything may be drawn. */
  readonly may: boolean;
  /** Whether a finger draws, too, and does not scroll. */
  readonly fingers: boolean;
  readonly done: (region: Region) => void;
}

/** Where the pointer is, in pixels of the picture. */
export function pointOn(sheet: Element, { clientX, clientY }: MouseEvent, size: Size): Point {
  const { left, top, width, height } = sheet.getBoundingClientRect();
  return {
    x: ((clientX - left) / (width || 1)) * size.width,
    y: ((clientY - top) / (height || 1)) * size.height,
  };
}

export function useDrawing({ size, may, fingers, done }: Wishes) {
  const drawn = useSignal<Region | null>(null);
  const began = useRef<{ at: Point; x: number; y: number } | null>(null);
  const drew = useRef(false);
  const stop = () => {
    began.current = null;
    drawn.value = null;
  };
  return {
    drawn: drawn.value,
    /** Whether the click that comes now ends a stroke, and asks for nothing else. */
    wasStroke: () => {
      const stroke = drew.current;
      drew.current = false;
      return stroke;
    },
    on: {
      onPointerDown(event: PointerEvent & { currentTarget: Element }) {
        drew.current = false;
        if (!may || event.button !== 0 || (event.pointerType === "touch" && !fingers)) return;
        const at = pointOn(event.currentTarget, event, size);
        began.current = { at, x: event.clientX, y: event.clientY };
      },
      onPointerMove(event: PointerEvent & { currentTarget: Element }) {
        if (!began.current) return;
        const { at, x, y } = began.current;
        if (!drawn.value) {
          if (Math.hypot(event.clientX - x, event.clientY - y) < SLIP) return;
          event.currentTarget.setPointerCapture?.(event.pointerId);
        }
        drawn.value = between(size, at, pointOn(event.currentTarget, event, size));
      },
      onPointerUp() {
        const region = drawn.value;
        stop();
        if (!region) return;
        drew.current = true;
        done(region);
      },
      onPointerCancel: stop,
    },
  };
}
