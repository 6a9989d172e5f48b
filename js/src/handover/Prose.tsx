import { useMemo } from "preact/hooks";
import { Markdown } from "../text/Markdown.tsx";
import { blocks, isPlain } from "../text/markdown.ts";

/** Characters beyond which a text stays as it was written. */
const ROOM = 20_000;

/** Criticism is prose: formatted where it is written so. */
export function Prose({ text }: { text: string }) {
  const read = useMemo(() => (text.length > ROOM ? null : blocks(text)), [text]);
  if (read === null || isPlain(read)) return <span dir="auto">{text}</span>;
  return (
    <div class="tgw-md">
      <Markdown blocks={read} />
    </div>
  );
}
