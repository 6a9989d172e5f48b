/** The run as a file: what it is called, where it comes from, and how it gets to the disk. */

import type { Export } from "../protocol.ts";
import type { Session } from "../session.ts";

export type Form = Export["form"];

const ENDINGS: Readonly<Record<Form, string>> = {
  page: ".html",
  report: ".md",
  log: ".jsonl",
  review: "-review.html",
};

/** Milliseconds for which the browser may still read what it was given. */
const KEPT = 60_000;

/** A run's name as a file's may begin. */
export function plainName(run: string): string {
  const plain = run.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return plain.replace(/^-+|-+$/g, "").slice(0, 60) || "run";
}

/** A file's name, made of the run's. */
export function fileName(run: string, form: Form): string {
  return `${plainName(run)}${ENDINGS[form]}`;
}

/** The run in a form, or null where none was given; `session.message` says why. */
export async function made(session: Session, form: Form): Promise<string | null> {
  // What a page without a kernel holds is the whole log; a widget's may be told in sum.
  if (!session.kernel && form === "log") {
    return session
      .events()
      .map((event) => `${JSON.stringify(event)}\n`)
      .join("");
  }
  const { ok, data, message } = await session.channel.ask({ type: "Export", form });
  session.message.value = ok ? "" : message;
  return data;
}

/** Hand a file to the browser. */
export function save(text: string, name: string): void {
  const address = URL.createObjectURL(new Blob([text]));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT);
}
