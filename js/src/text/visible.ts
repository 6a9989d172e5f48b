/**
 * What is not seen is made visible, in every text that this page draws.
 *
 * It happens where elements are made, so that no view can forget it: model text may hold characters
 * that turn its direction, hide words, or command a terminal.
 */

import { computed, Signal } from "@preact/signals";
import { type ComponentChild, h, options, type VNode } from "preact";
import { head } from "../format.ts";
import { type Piece, piecesOf, plain } from "./invisible.ts";

const MARK = "tgw-mark";
/** Attributes that are read by persons. */
const SPOKEN = ["title", "alt", "placeholder", "aria-label", "aria-description", "aria-valuetext"];
/** Characters of such an attribute. */
const SAID = 400;
/** Elements that hold words alone. */
const WORDS = new Set(["text", "tspan", "title", "desc", "option", "textarea"]);
/** On elements whose text is a change, which may be one of spaces alone. */
const EXACT = "data-exact";

/** A mark holds the very characters, for who selects and copies; its label is drawn before them. */
function drawn(piece: Piece): ComponentChild {
  if (typeof piece === "string") return piece;
  return h("span", { class: MARK, "data-mark": piece.label, title: piece.meaning }, piece.text);
}

function visible(child: unknown, words: boolean, exact: boolean): unknown {
  if (typeof child === "string") {
    if (words) return plain(child);
    const pieces = piecesOf(child, exact);
    return pieces.length === 1 && pieces[0] === child ? child : pieces.map(drawn);
  }
  if (Array.isArray(child)) return child.map((one) => visible(one, words, exact));
  // A signal changes its text without us; it is read through one that tells.
  if (child instanceof Signal) return computed(() => visible(child.value, true, false));
  return child;
}

type Props = Record<string, unknown>;

function show(vnode: VNode): void {
  const { type } = vnode;
  const props = vnode.props as Props;
  if (typeof type !== "string" || props["class"] === MARK) return;
  for (const name of SPOKEN) {
    const said = props[name];
    if (typeof said === "string") props[name] = plain(head(said, SAID));
  }
  if (props["children"] != null) {
    props["children"] = visible(props["children"], WORDS.has(type), props[EXACT] === true);
  }
}

const next = options.vnode;
options.vnode = (vnode) => {
  show(vnode);
  next?.(vnode);
};
