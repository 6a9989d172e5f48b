/** Keys: ours while our root has the focus, the notebook's otherwise, and never both. */

const TEXT_FIELDS = "textarea, input, select, [contenteditable]";

/** What a key asks for; a number is a place among candidates, from 1. */
export type Key =
  | "accept"
  | "edit"
  | "reject"
  | "regenerate"
  | "why"
  | "skip"
  | "undo"
  | "history"
  | "blend"
  | "redo"
  | "mute"
  | "breakpoint"
  | "close"
  | "help"
  | "next"
  | "previous"
  | "outline"
  | "search"
  | "closer"
  | "further"
  | "fit"
  | "follow"
  | "tidy"
  | number;

const KEYS: Readonly<Record<string, Key>> = {
  a: "accept",
  e: "edit",
  r: "reject",
  g: "regenerate",
  w: "why",
  s: "skip",
  u: "undo",
  h: "history",
  x: "blend",
  y: "redo",
  m: "mute",
  b: "breakpoint",
  n: "next",
  p: "previous",
  o: "outline",
  "/": "search",
  "?": "help",
  "+": "closer",
  "=": "closer",
  "-": "further",
  "0": "fit",
  f: "follow",
  t: "tidy",
  Escape: "close",
};

/** Whether a key is pressed together with another that makes it the browser's. */
export function chorded({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey;
}

/** Where an arrow leads: columns and rows. */
export const ARROWS: Readonly<Record<string, readonly [across: number, down: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The place that a key leads to from one of `count` in a row, if it leads anywhere. */
export function along(event: KeyboardEvent, place: number, count: number): number | undefined {
  if (chorded(event)) return undefined;
  if (event.key === "Home") return 0;
  if (event.key === "End") return count - 1;
  const arrow = ARROWS[event.key];
  return arrow && place + arrow[0] + arrow[1];
}

/** What a key press asks for, if anything; letters typed into a field or with a modifier do not. */
export function keyOf(event: KeyboardEvent): Key | undefined {
  // A key held down would go on to decide what it has not shown.
  if (chorded(event) || event.isComposing || event.repeat) return undefined;
  const target = event.target as Element | null;
  if (target?.closest?.(TEXT_FIELDS)) return undefined;
  // In a tree a letter goes to the line that begins with it.
  if (target?.closest?.("[role=tree]") && /^[\p{L}\p{N}]$/u.test(event.key)) return undefined;
  if (/^[1-9]$/.test(event.key)) return Number(event.key);
  return KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
}

/** Keep key presses inside `root` from reaching the notebook; the browser still acts on them. */
export function containKeys(root: HTMLElement, pressed: (key: Key, event: KeyboardEvent) => void) {
  const contain = (event: Event) => {
    event.stopPropagation();
    if (event.type !== "keydown") return;
    const key = keyOf(event as KeyboardEvent);
    if (key !== undefined) pressed(key, event as KeyboardEvent);
  };
  const types = ["keydown", "keypress", "keyup"] as const;
  for (const type of types) root.addEventListener(type, contain);
  return () => {
    for (const type of types) root.removeEventListener(type, contain);
  };
}

/** The keys of a field that is written in: Ctrl+Enter sends, Escape leaves where there is a way. */
export function fieldKeys(send: () => void, leave?: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" && leave) {
      event.preventDefault();
      event.stopPropagation();
      leave();
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    }
  };
}
