/** Take the last committed step back, or take that back. */

import { Press } from "../review/Press.tsx";
import { useLive, useView } from "../view.ts";
import { move, redoable, undoable } from "./undo.ts";

export function Undo() {
  const view = useView();
  const able = { Undo: useLive(undoable), Redo: useLive(redoable) };
  const { kernel, unanswered: pending } = view.session;
  if (!kernel || (!able.Undo && !able.Redo)) return null;
  return (
    <span class="tgw-undo">
      {(["Undo", "Redo"] as const).map((type) => (
        <Press
          key={type}
          called={type.toLowerCase()}
          look="quiet"
          off={!able[type] || pending.value.has(type)}
          keyed={type === "Undo" ? "u" : "y"}
          press={() => move(view, type)}
        >
          {type}
        </Press>
      ))}
    </span>
  );
}
