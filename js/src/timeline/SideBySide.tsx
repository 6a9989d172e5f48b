import { useMemo } from "preact/hooks";
import { diff } from "../review/diff.ts";
import { type Piece, piecesOf, rowsOf } from "../review/pieces.ts";

/** One side of a row: what stays, and what went or came. */
function Cell({ row, side }: { row: readonly Piece[]; side: "removed" | "added" }) {
  return (
    <div dir="auto">
      {row.map((piece, index) => {
        if (typeof piece === "string") return <span key={index}>{piece}</span>;
        if (piece[side] === "") return null;
        const text = <span>{piece[side]}</span>;
        return side === "added" ? <ins key={index}>{text}</ins> : <del key={index}>{text}</del>;
      })}
    </div>
  );
}

/** Old and new beside each other, line by line. */
export function SideBySide({ before, after }: { before: string; after: string }) {
  const rows = useMemo(() => rowsOf(piecesOf(diff(before, after))), [before, after]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by key
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="tgw-diff" data-side="true" tabIndex={0} role="group" aria-label="Changes">
      {rows.map((row, index) => (
        <div key={index} class="tgw-diff-row">
          <Cell row={row} side="removed" />
          <Cell row={row} side="added" />
        </div>
      ))}
    </div>
  );
}
