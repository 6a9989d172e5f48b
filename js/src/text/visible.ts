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
/** Characters of any text, but where all of it is the matter: a line of a megabyte stops a page. */
const MOST = 2_000;
/** On elements that hold a whole text, which bounds itself. */
const WHOLE = "data-whole";
/** Elements that hold words alone. */
const WORDS = new Set(["text", "tspan", "title", "desc", "option", "textarea"]);
/** On elements whose text is a change, which may be one of spaces alone. */
const EXACT = "data-exact";

/** A mark holds the very characters, for who selects and copies; its label is drawn before them. */
function drawn(piece: Piece): ComponentChild {
  if (typeof piece === "string") return piece;
  return h("span", { class: MARK, "data-mark": piece.label, title: piece.meaning }, piece.text);
}

interface Way {
  /** Words alone, no elements. */
  readonly words: boolean;
  readonly whole: boolean;
  readonly exact: boolean;
}

function visible(child: unknown, way: Way): unknown {
  if (typeof child === "string") {
    const text = way.whole ? child : head(child, MOST);
    if (way.words) return plain(text);
    const pieces = piecesOf(text, way.exact);
    return pieces.length === 1 && pieces[0] === text ? text : pieces.map(drawn);
  }
  if (Array.isArray(child)) return child.map((one) => visible(one, way));
  // A signal changes its text without us; it is read through one that tells.
  if (child instanceof Signal) {
    return computed(() => visible(child.value, { ...way, words: true }));
  }
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
    const exact = props[EXACT] === true;
    const whole = exact || props[WHOLE] === true;
    props["children"] = visible(props["children"], { words: WORDS.has(type), whole, exact });
  }
}

const next = options.vnode;
options.vnode = (vnode) => {
  show(vnode);
  next?.(vnode);
};
