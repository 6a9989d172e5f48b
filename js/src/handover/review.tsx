/** The page that `run.to_review` writes: for a person without Python, and without a network. */

import { render as mount } from "preact";
import "../text/visible.ts";
import { Answers } from "./answers.ts";
import type { Document } from "./document.ts";
import { keep, kept } from "./keeping.ts";
import { Page } from "./Page.tsx";
import "../style/handover.css";

/** Ask what `page` holds; returns how to stop. */
export function open(page: globalThis.Document): () => void {
  const data = page.getElementById("tgw-document");
  const place = page.getElementById("tgw");
  if (data === null || place === null) return () => {};
  const document: Document = JSON.parse(data.textContent ?? "");
  const answers = new Answers(document, kept(document));
  const stop = keep(answers);
  mount(<Page answers={answers} />, place);
  return () => {
    stop();
    mount(null, place);
  };
}

open(document);
