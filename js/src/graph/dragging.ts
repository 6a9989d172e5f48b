/** Dragging the ground with a mouse; a finger scrolls by itself. */

/** Pixels that a press may shake without being a drag. */
const SHAKE = 3;

/** Tell how far each movement goes, and `null` at the end; on a card nothing is dragged. */
export function onDrag(
  el: HTMLElement,
  signal: AbortSignal,
  moved: (dx: number | null, dy: number) => void,
): void {
  let from: { x: number; y: number } | null = null;
  let dragging = false;
  const down = (event: PointerEvent) => {
    const onCard = (event.target as Element).closest(".tgw-card") !== null;
    const bar = event.target === el && event.offsetX > el.clientWidth;
    if (event.pointerType !== "mouse" || event.button !== 0 || onCard || bar) return;
    from = { x: event.clientX, y: event.clientY };
  };
  const move = (event: PointerEvent) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!dragging && Math.abs(dx) + Math.abs(dy) <= SHAKE) return;
    if (!dragging) {
      dragging = true;
      el.setPointerCapture(event.pointerId);
      el.dataset["dragging"] = "true";
    }
    from = { x: event.clientX, y: event.clientY };
    moved(dx, dy);
  };
  const up = () => {
    if (dragging) moved(null, 0);
    from = null;
    dragging = false;
    // The click that ends a drag comes after this.
    setTimeout(() => delete el.dataset["dragging"]);
  };
  el.addEventListener("pointerdown", down, { signal });
  el.addEventListener("pointermove", move, { signal });
  el.addEventListener("pointerup", up, { signal });
  el.addEventListener("pointercancel", up, { signal });
}
