/** What a candidate changes in the old text; cut once. */

import type { ProposalMade } from "../protocol.ts";
import type { View } from "../view.ts";
import { diff } from "./diff.ts";
import { type Piece, piecesOf } from "./pieces.ts";

export function changesOf(view: View, made: ProposalMade, place: number): readonly Piece[] {
  const name = `${made.proposal} ${place}`;
  let pieces = view.pieces.get(name);
  if (!pieces) {
    pieces = piecesOf(diff(made.old, made.candidates[place]?.text ?? ""));
    // A diff gives up after a time, so the same texts may be cut in other places next time.
    view.pieces.set(name, pieces);
  }
  return pieces;
}
