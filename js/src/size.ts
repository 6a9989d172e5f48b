/** The room that an element has, as it changes. */

/** Look now, and whenever the size of an element changes; returns how to stop. */
export function watchSize(el: Element, look: () => void): () => void {
  look();
  if (typeof ResizeObserver !== "function") return () => {};
  const observer = new ResizeObserver(look);
  observer.observe(el);
  return () => observer.disconnect();
}
