import type { ReadonlySignal } from "@preact/signals";
import { useSlice, useView } from "../view.ts";
import { passage } from "./search.ts";

/** The text of a card; while it is searched, the part of it that was found. */
export function Found({ id, text }: { id: string; text: ReadonlySignal<string> }) {
  const { query } = useView().finding;
  const found = useSlice((state, words) => passage(state, id, words), query.value);
  if (!found) return <span>{text}</span>;
  return (
    <span>
      {found.before}
      <mark>{found.match}</mark>
      {found.after}
    </span>
  );
}
