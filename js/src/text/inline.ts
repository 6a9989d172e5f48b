/** The words of one line or paragraph of Markdown: what is strong, code, a link that is none. */

export type Inline =
  | string
  | { readonly kind: "strong" | "em" | "del"; readonly inside: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link" | "image"; readonly text: string; readonly url: string };

/** Openings that are remembered at once: nobody nests deeper, and time stays linear. */
const DEEPEST = 12;

const TOKEN = /\\[!-/:-@[-`{-~]|`+|!?\[|<(?:https?:\/\/|mailto:)[^\s<>]*>|\*+|_+|~+/g;
/** What a backslash takes the meaning from. Before others it is more likely a formula's. */
const ESCAPED = /[!#*+\-.<>_`|~]/;
/** Behind a link's words: an address, and perhaps a title. It ends at the next bracket. */
const TARGET = /\( ?<?((?:[^\s()<>[\]]|\([^\s()<>[\]]*\))*)>?(?: (?:"[^"[\]]*"|'[^'[\]]*'))? ?\)/y;
const WORDS = /[^[\]]*\]/y;

const KIND = { "*": "em", _: "em", "**": "strong", __: "strong", "~~": "del" } as const;
type Delimiter = keyof typeof KIND;

interface Level {
  readonly delimiter: Delimiter | "";
  readonly inside: Inline[];
}

/** Where each run of backticks begins, by its length: so that a search never starts anew. */
function backticks(text: string): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const { 0: run, index } of text.matchAll(/`+/g)) {
    const known = places.get(run.length);
    if (!known) places.set(run.length, [index]);
    else known.push(index);
  }
  for (const known of places.values()) known.reverse();
  return places;
}

/** The first place at or behind `from`; places before it are forgotten. */
function nextOf(places: number[] | undefined, from: number): number | undefined {
  while (places && (places.at(-1) ?? from) < from) places.pop();
  return places?.at(-1);
}

/** Read one paragraph. What is not understood stays as it was written. */
export function inlines(text: string): readonly Inline[] {
  const levels: Level[] = [{ delimiter: "", inside: [] }];
  const ticks = backticks(text);
  const top = () => levels[levels.length - 1] as Level;
  const say = (words: string) => {
    const { inside } = top();
    const last = inside.at(-1);
    if (!words) return;
    if (typeof last === "string") inside[inside.length - 1] = last + words;
    else inside.push(words);
  };
  /** Take back an opening that was not closed: it was only a sign. */
  const spill = () => {
    const { delimiter, inside } = levels.pop() as Level;
    say(delimiter);
    for (const one of inside) typeof one === "string" ? say(one) : top().inside.push(one);
  };
  const close = (delimiter: Delimiter): boolean => {
    const from = levels.findLastIndex((level) => level.delimiter === delimiter);
    if (from < 1 || !(levels[from] as Level).inside.length) return false;
    while (levels.length > from + 1) spill();
    const { inside } = levels.pop() as Level;
    top().inside.push({ kind: KIND[delimiter], inside });
    return true;
  };

  let at = 0;
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) {
    const [token] = found;
    const end = found.index + token.length;
    say(text.slice(at, found.index));
    at = end;
    if (token[0] === "\\") {
      say(ESCAPED.test(token) ? token.slice(1) : token);
    } else if (token[0] === "`") {
      const closing = nextOf(ticks.get(token.length), end);
      if (closing === undefined) {
        say(token);
      } else {
        const code = text.slice(end, closing);
        const padded = code.startsWith(" ") && code.endsWith(" ") && code.trim() !== "";
        top().inside.push({ kind: "code", text: padded ? code.slice(1, -1) : code });
        at = closing + token.length;
      }
    } else if (token[0] === "<") {
      const url = token.slice(1, -1);
      top().inside.push({ kind: "link", text: "", url });
    } else if (token.endsWith("[")) {
      WORDS.lastIndex = end;
      const words = WORDS.exec(text)?.[0];
      TARGET.lastIndex = end + (words?.length ?? 0);
      const target = words === undefined ? null : TARGET.exec(text);
      if (words === undefined || !target) {
        say(token);
      } else {
        const kind = token === "[" ? "link" : "image";
        top().inside.push({ kind, text: words.slice(0, -1), url: target[1] ?? "" });
        at = TARGET.lastIndex;
      }
    } else {
      emphasise(token, text[found.index - 1] ?? " ", text[end] ?? " ");
    }
    TOKEN.lastIndex = at;
  }
  say(text.slice(at));
  while (levels.length > 1) spill();
  return top().inside;

  function emphasise(token: string, before: string, after: string): void {
    const word = /[\p{L}\p{N}]/u;
    const inWord = token[0] === "_" && word.test(before) && word.test(after);
    const known = token.length < 4 && (token[0] !== "~" || token.length === 2);
    if (inWord || !known) {
      say(token);
      return;
    }
    // Three signs open as two and one, and close as one and two.
    const parts = token.length < 3 ? [token] : [token.slice(0, 2), token.slice(2)];
    const [first, second] = parts as [Delimiter, Delimiter?];
    if (!/\s/.test(before)) {
      if (!second && close(first)) return;
      if (second && top().delimiter === second && close(second)) {
        if (!close(first)) say(first);
        return;
      }
    }
    if (/\s/.test(after) || levels.length + parts.length > DEEPEST) say(token);
    else for (const delimiter of parts as Delimiter[]) levels.push({ delimiter, inside: [] });
  }
}
