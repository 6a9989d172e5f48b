/** Answers are kept by the browser as they are given, where it keeps anything for this page. */

import { effect } from "@preact/signals";
import type { Action, Answer, Answers } from "./answers.ts";
import type { Document } from "./document.ts";

const NAME = "tgwidget reviewer";
const ACTIONS: ReadonlySet<unknown> = new Set<Action>(["accept", "edit", "reject", "none"]);

function stored(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function store(name: string, text: string): boolean {
  try {
    localStorage.setItem(name, text);
    return true;
  } catch {
    return false;
  }
}

/** An answer, if it is one for these texts. */
export function answerOf(given: unknown, options: number): Answer | null {
  if (typeof given !== "object" || given === null) return null;
  const { action, option, text, comment } = given as Record<keyof Answer, unknown>;
  if (!ACTIONS.has(action) || typeof text !== "string" || typeof comment !== "string") return null;
  if (typeof option !== "number" || !Number.isInteger(option)) return null;
  if (option < 0 || option >= options) return null;
  return { action: action as Action, option, text, comment };
}

/** What the browser kept of the answers to a document. */
export function kept({ id, items }: Document) {
  const all = new Map<string, Answer>();
  let [saved, who]: [boolean, unknown] = [false, stored(NAME)];
  try {
    const data = JSON.parse(stored(`tgwidget review ${id}`) ?? "{}");
    saved = data.saved === true;
    who = data.who ?? who;
    for (const item of items) {
      const answer = answerOf(data.answers?.[item.id], item.options.length);
      if (answer !== null) all.set(item.id, answer);
    }
  } catch {
    // What cannot be read was not kept by us.
  }
  return { who: typeof who === "string" ? who : "", saved, all };
}

/** Keep every answer from here on; returns how to stop. */
export function keep(answers: Answers): () => void {
  const name = `tgwidget review ${answers.document.id}`;
  const stop = effect(() => {
    const [who, saved, all] = [answers.who.value, answers.saved.value, answers.all.value];
    const text = JSON.stringify({ who, saved, answers: Object.fromEntries(all) });
    answers.forgetful.value = !store(name, text);
    if (who !== "") store(NAME, who);
  });
  const leaving = (event: BeforeUnloadEvent) => {
    if (answers.forgetful.value && answers.all.value.size > 0 && !answers.saved.value) {
      event.preventDefault();
    }
  };
  addEventListener("beforeunload", leaving);
  return () => {
    stop();
    removeEventListener("beforeunload", leaving);
  };
}
