/** Two fingers on a screen, or on Safari's trackpad; others send a wheel with Ctrl. */

interface Point {
  readonly x: number;
  readonly y: number;
}

const spread = ([a, b]: readonly Touch[]) =>
  !a || !b ? 0 : Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);

/** Tell how much closer each movement of a pinch goes, and around what. */
export function onPinch(
  el: HTMLElement,
  signal: AbortSignal,
  moved: () => void,
  closer: (factor: number, at: Point) => void,
): void {
  let [before, scale] = [0, 1];
  const at = (x: number, y: number): Point => {
    const place = el.getBoundingClientRect();
    return { x: x - place.left, y: y - place.top };
  };
  const touch = (event: TouchEvent) => {
    moved();
    const [a, b] = event.touches;
    if (!a || !b) return;
    event.preventDefault();
    const now = spread([a, b]);
    const middle = at((a.clientX + b.clientX) / 2, (a.clientY + b.clientY) / 2);
    if (before > 0) closer(now / before, middle);
    before = now;
  };
  const end = () => {
    before = 0;
  };
  const gesture = (event: Event) => {
    event.preventDefault();
    const { scale: now, clientX, clientY } = event as Event & Record<string, number>;
    if (event.type === "gesturestart") scale = 1;
    else closer((now ?? 1) / scale, at(clientX ?? 0, clientY ?? 0));
    scale = now ?? 1;
  };
  el.addEventListener("touchmove", touch, { passive: false, signal });
  el.addEventListener("touchend", end, { signal });
  el.addEventListener("gesturestart", gesture, { signal });
  el.addEventListener("gesturechange", gesture, { signal });
}
