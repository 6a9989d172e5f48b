/** A run in a page of its own, made by `run.to_html`: the same views on the log that it holds. */

import { render as mount } from "preact";
import { App } from "./App.tsx";
import { openArchive } from "./archive.ts";
import "./style/widget.css";
import "./style/page.css";

/** Show the log that `page` holds. */
export function open(page: Document): void {
  const log = page.getElementById("tgw-log");
  const place = page.getElementById("tgw");
  if (!log || !place) return;
  const session = openArchive(JSON.parse(log.textContent ?? ""));
  mount(<App session={session} />, place);
}

open(document);
