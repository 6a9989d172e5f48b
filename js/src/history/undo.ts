/** The way back through committed steps, and forward again. */

import type { State } from "../store/state.ts";
import type { View } from "../view.ts";
import { asWho } from "../who/naming.ts";

/** Whether the parameters stand at a commit that another was made before. */
export function undoable(state: State): boolean {
  return state.head !== 0 && !state.replayed;
}

/** Whether the last move in the history went back. */
export function redoable(state: State): boolean {
  return state.undone > 0 && !state.replayed;
}

/** Ask for a move; nothing is asked where there is none. */
export function move(view: View, type: "Undo" | "Redo"): boolean {
  const state = view.session.present.value;
  if (!(type === "Undo" ? undoable : redoable)(state)) return false;
  view.session.dispatch({ type, who: asWho(view) });
  return true;
}
