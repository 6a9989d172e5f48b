/**
 * Markdown as a person reads it, in blocks: a small part of it, in linear time.
 *
 * Headings, lists, quotes, fenced code, tables and rules are read; everything else, markup of any
 * other kind above all, stays the text that it is.
 */

import { type Inline, inlines } from "./inline.ts";

export type Block =
  | { readonly kind: "text"; readonly inside: readonly Inline[] }
  | { readonly kind: "heading"; readonly level: number; readonly inside: readonly Inline[] }
  | { readonly kind: "code"; readonly language: string; readonly text: string }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "list"; readonly items: readonly Item[] }
  | { readonly kind: "table"; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly kind: "rule" };

/** `number` is the item's own, where its list has numbers. */
export interface Item {
  readonly number: number | null;
  readonly blocks: readonly Block[];
}

/** Quotes and lists in each other; what is deeper stays text. */
const DEEPEST = 8;

const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})[ \t]+(.*)$/;
const QUOTE = /^ {0,3}> ?/;
const RULE = /^ {0,3}(?:\*[ \t]*){3,}$|^ {0,3}(?:-[ \t]*){3,}$|^ {0,3}(?:_[ \t]*){3,}$/;
const MARKER = /^( {0,3})([-+*]|\d{1,9}[.)])([ \t]+)(?=\S)/;
const DASHES = /^\|?:?-+:?(?:\|:?-+:?)*\|?$/;
const EMPTY = /^[ \t]*$/;

const begins = (line: string) =>
  FENCE.test(line) || HEADING.test(line) || QUOTE.test(line) || RULE.test(line);

/** Whether this line and the next are the head of a table. */
const isTable = (line: string, next = "") =>
  line.includes("|") && next.includes("|") && DASHES.test(next.replace(/[ \t]/g, ""));

/** The cells of a line of a table; a bar behind a backslash is no border. */
function cells(line: string): readonly (readonly Inline[])[] {
  const found: string[][] = [[]];
  for (const part of line.trim().split("|")) {
    const cell = found.at(-1) as string[];
    cell.push(part);
    if (part.endsWith("\\")) cell.push("|");
    else found.push([]);
  }
  const row = found.map((parts) => parts.join("").replaceAll("\\|", "|").trim());
  if (row.at(-1) === "") row.pop();
  // A border on each side has nothing beyond it.
  if (row[0] === "") row.shift();
  if (row.at(-1) === "") row.pop();
  return row.map(inlines);
}

export function blocks(text: string): readonly Block[] {
  return read(text.split(/\r?\n/), 0);
}

function read(lines: readonly string[], depth: number): readonly Block[] {
  const found: Block[] = [];
  let at = 0;
  /** The lines from here for as long as they pass. */
  const take = (passes: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && passes(lines[at] as string)) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] as string;
    const fence = FENCE.exec(line);
    const heading = HEADING.exec(line);
    if (EMPTY.test(line)) {
      at++;
    } else if (fence) {
      const [, mark = "", language = ""] = fence;
      at++;
      const closing = new RegExp(`^ {0,3}${mark[0]}{${mark.length},}[ \\t]*$`);
      const code = take((one) => !closing.test(one));
      at++;
      found.push({ kind: "code", language: language.trim(), text: code.join("\n") });
    } else if (heading) {
      at++;
      const [, marks = "", words = ""] = heading;
      found.push({ kind: "heading", level: marks.length, inside: inlines(words.trim()) });
    } else if (RULE.test(line)) {
      at++;
      found.push({ kind: "rule" });
    } else if (QUOTE.test(line) && depth < DEEPEST) {
      const quoted = take((one) => QUOTE.test(one)).map((one) => one.replace(QUOTE, ""));
      found.push({ kind: "quote", blocks: read(quoted, depth + 1) });
    } else if (MARKER.test(line) && depth < DEEPEST) {
      found.push(list(line));
    } else if (isTable(line, lines[at + 1])) {
      at += 2;
      const rows = take((one) => one.includes("|") && !EMPTY.test(one));
      found.push({ kind: "table", rows: [line, ...rows].map(cells) });
    } else {
      at++;
      const more = take((one) => !(EMPTY.test(one) || begins(one) || MARKER.test(one)));
      found.push({ kind: "text", inside: inlines([line, ...more].join("\n")) });
    }
  }
  return found;

  /** Items of one kind, each with the lines that are indented below it. */
  function list(first: string): Block {
    const sign = (line: string) => MARKER.exec(line)?.[2]?.at(-1);
    const kind = sign(first);
    const items: Item[] = [];
    while (
      at < lines.length &&
      sign(lines[at] as string) === kind &&
      !RULE.test(lines[at] as string)
    ) {
      const line = lines[at] as string;
      const marker = MARKER.exec(line)?.[0] ?? "";
      at++;
      const indented = new RegExp(`^(?:\\t| {${Math.min(marker.length, 4)}})`);
      const below: string[] = [];
      for (; at < lines.length; at++) {
        const one = lines[at] as string;
        const inside = indented.test(one);
        const empty = EMPTY.test(one);
        // An empty line belongs to the item only if what follows it does.
        if (
          empty ? !indented.test(lines[at + 1] ?? "") : !inside && (begins(one) || MARKER.test(one))
        )
          break;
        if (!inside && !empty && EMPTY.test(lines[at - 1] ?? "")) break;
        below.push(one.replace(indented, ""));
      }
      const number = /\d+/.exec(marker)?.[0];
      items.push({
        number: number === undefined ? null : Number(number),
        blocks: read([line.slice(marker.length), ...below], depth + 1),
      });
      while (
        at < lines.length &&
        EMPTY.test(lines[at] as string) &&
        sign(lines[at + 1] ?? "") === kind
      )
        at++;
    }
    return { kind: "list", items };
  }
}

/** Whether blocks show nothing else than their text would. */
export function isPlain(blocks: readonly Block[]): boolean {
  return blocks.every(
    (block) => block.kind === "text" && block.inside.every((one) => typeof one === "string"),
  );
}
