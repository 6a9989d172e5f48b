/** What a reviewer is asked, as the page holds it: what `tgwidget.handover.Document` writes. */

import type { Picture } from "../protocol.ts";

/** A text that may stand instead of the old one; `broken` are the constraints it breaks. */
export interface Option {
  readonly text: string;
  readonly broken: readonly string[];
}

/** What a text was made from, or is about: a text or a picture. `rest` counts what is left out. */
export interface Source {
  readonly role: string;
  readonly text: string;
  readonly rest: number;
  readonly picture: Picture | null;
}

/** One thing to decide: an open question, criticism to give or to look at, or a change. */
export interface Item {
  readonly id: string;
  readonly kind: "question" | "criticism" | "stop" | "change";
  readonly role: string;
  readonly version: number;
  readonly commit: number;
  readonly digest: string;
  readonly old: string;
  readonly options: readonly Option[];
  readonly because: readonly { readonly source: string; readonly text: string }[];
  readonly keeps: readonly string[];
  readonly sources: readonly Source[];
  /** What to look at, where criticism is asked for. */
  readonly asked: string;
}

export interface Document {
  readonly id: string;
  readonly run: string;
  readonly items: readonly Item[];
  /** `data:` addresses of pictures in a size to look at, by digest. */
  readonly pictures: Readonly<Record<string, string>>;
}
