/** Take the last committed step back, or take that back. */

import { useLive, useView } from "../view.ts";
import { move, redoable, undoable } from "./undo.ts";

export function Undo() {
  const view = useView();
  const able = { Undo: useLive(undoable), Redo: useLive(redoable) };
  const { pending } = view.session;
  if (!able.Undo && !able.Redo) return null;
  return (
    <span class="tgw-undo">
      {(["Undo", "Redo"] as const).map((type) => (
        <button
          key={type}
          type="button"
          class="tgw-quiet"
          data-action={type.toLowerCase()}
          aria-disabled={!able[type] || pending.value.has(type)}
          aria-keyshortcuts={type === "Undo" ? "u" : "y"}
          onClick={() => move(view, type)}
        >
          {type}
          <kbd>{type === "Undo" ? "u" : "y"}</kbd>
        </button>
      ))}
    </span>
  );
}
