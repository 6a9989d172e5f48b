/** The answers as the small file that goes back to whoever made the page, and back from it. */

import { plainName } from "../export/files.ts";
import { plural } from "../format.ts";
import type { Answer, Answers } from "./answers.ts";
import type { Item } from "./document.ts";
import { answerOf } from "./keeping.ts";

const KIND = "tgwidget review";
const VERSION = 1;

/** Whether there is anything to say of an item. */
const said = ({ action, comment }: Answer) => action !== "none" || comment.trim() !== "";

function line({ id, kind, version, commit, digest }: Item, answer: Answer) {
  const { action, option, text, comment } = answer;
  const own = { action, option, text: action === "edit" ? text : "", comment: comment.trim() };
  return { id, kind, version, commit, digest, ...own };
}

/** The text of the file. */
export function written(answers: Answers): string {
  const { id, run, items } = answers.document;
  const given = items.filter((item) => said(answers.of(item)));
  const data = {
    kind: KIND,
    version: VERSION,
    document: id,
    run: run.slice(0, 200),
    who: answers.who.value.trim(),
    answers: given.map((item) => line(item, answers.of(item))),
  };
  return `${JSON.stringify(data, null, 1)}\n`;
}

/** How many items something was said of. */
export function saidCount(answers: Answers): number {
  return answers.document.items.filter((item) => said(answers.of(item))).length;
}

/** What the file is called. */
export function nameOf({ document }: Answers): string {
  return `${plainName(document.run)}-review.json`;
}

/** Take the answers of a file over; returns what came of it, in words. */
export function load(answers: Answers, text: string): string {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    data = null;
  }
  const { kind, version, document, who, answers: list } = (data ?? {}) as Record<string, unknown>;
  if (kind !== KIND || version !== VERSION || !Array.isArray(list)) {
    return "This file holds no answers of such a page.";
  }
  if (document !== answers.document.id) return "These are answers to another page.";
  const all = new Map(answers.all.value);
  let taken = 0;
  for (const given of list) {
    const item = answers.document.items.find((one) => {
      return one.id === given?.id && one.digest === given?.digest;
    });
    const answer = item === undefined ? null : answerOf(given, item.options.length);
    if (item === undefined || answer === null) continue;
    all.set(item.id, answer);
    taken += 1;
  }
  answers.all.value = all;
  answers.left.value = new Map();
  if (typeof who === "string" && who !== "") answers.who.value = who;
  answers.saved.value = false;
  const lost = list.length - taken;
  const rest = lost === 0 ? "" : ` ${plural(lost, "answer")} could not be read.`;
  return `${plural(taken, "answer")} taken over.${rest}`;
}
