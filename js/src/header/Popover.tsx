/** A button with a small sheet under it, which a click elsewhere or Escape closes. */

import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { useId } from "../id.ts";

/** Pixels between the button and its sheet, and between the sheet and the window's edge. */
const GAP = 4;
const EDGE = 8;

function place(sheet: HTMLElement, button: HTMLElement): void {
  const from = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = sheet;
  const { innerWidth, innerHeight } = window;
  const left = Math.min(Math.max(from.right - offsetWidth, EDGE), innerWidth - offsetWidth - EDGE);
  const below = from.bottom + GAP;
  const fits = below + offsetHeight + EDGE <= innerHeight;
  const top = fits ? below : Math.max(EDGE, from.top - GAP - offsetHeight);
  Object.assign(sheet.style, { left: `${Math.max(EDGE, left)}px`, top: `${top}px` });
}

interface Props {
  /** What the button says, and to those who hear it. */
  face: ComponentChildren;
  label: string;
  class?: string;
  /** A name for the button. */
  action: string;
  /** What stands in the sheet; is given how to close it. */
  children: (close: () => void) => ComponentChildren;
}

export function Popover({ face, label, class: name = "", action, children }: Props) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const open = useSignal(false);
  // Hosts without popovers show the sheet where it stands.
  const native = typeof HTMLElement.prototype.showPopover === "function";
  useLayoutEffect(() => {
    const [el, from] = [sheet.current, button.current];
    if (!native || !open.value || !el || !from) return undefined;
    const close = () => el.hidePopover();
    // It has no size yet where it is drawn before it is shown.
    const frame = requestAnimationFrame(() => place(el, from));
    place(el, from);
    addEventListener("resize", close);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("resize", close);
    };
  }, [native, open.value]);
  const close = () => {
    if (native) sheet.current?.hidePopover();
    else open.value = false;
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={name}
        data-action={action}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={open.value}
        aria-controls={id}
        {...(native
          ? { popovertarget: id }
          : {
              onClick: () => {
                open.value = !open.value;
              },
            })}
      >
        {face}
      </button>
      <div
        ref={sheet}
        id={id}
        class="tgw-popover"
        role="dialog"
        aria-label={label}
        {...(native
          ? {
              popover: "auto" as const,
              onBeforeToggle: (event: Event) => {
                open.value = (event as ToggleEvent).newState === "open";
                // What had the focus in it is gone before the browser could give it back.
                if (sheet.current?.matches(":focus-within")) button.current?.focus();
              },
            }
          : { hidden: !open.value })}
      >
        {open.value && children(close)}
      </div>
    </>
  );
}
