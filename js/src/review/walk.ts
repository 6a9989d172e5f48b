/** From question to question, where several wait. */

import { focusOn } from "../focus.ts";
import { scrollPanel } from "../panel.ts";

/** What is asked about in a question: a proposal, or a request for criticism. */
const nameOf = ({ dataset }: HTMLElement) => dataset["proposal"] ?? dataset["ask"] ?? "";

/** The questions that stand in a view, in order. */
export function questions(root: Element): readonly HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(".tgw-review")];
}

/** Their names, in order. */
export function names(root: Element): readonly string[] {
  return questions(root).map(nameOf);
}

/** The question of that name. */
export function question(root: Element, name: string): HTMLElement | undefined {
  return questions(root).find((one) => nameOf(one) === name);
}

/** Where to go on after the question `at`: to it while it stands, else to the one after it. */
export function following(before: readonly string[], now: readonly string[], at: string): string {
  if (now.includes(at)) return at;
  const after = before.slice(before.indexOf(at) + 1);
  return after.find((name) => now.includes(name)) ?? now[0] ?? "";
}

/** Move the focus `by` questions on from where `target` is, round and round. */
export function walk(target: Element, by: 1 | -1): boolean {
  const root = target.closest(".tgw");
  const all = root ? questions(root) : [];
  if (!all.length) return false;
  const at = Math.max(
    0,
    all.findIndex((one) => one.contains(target)),
  );
  const next = all[(at + by + all.length) % all.length] as HTMLElement;
  focusOn(next);
  scrollPanel(next);
  return true;
}
