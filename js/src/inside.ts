/** What a person reads of a reply that comes wrapped in our tags or as JSON: the inside alone. */

/** The field of a structured reply that holds the new value. */
const FIELD = /"improved_variable"\s*:\s*"/;
/** The end of a tag of ours, with the nonce of its call. */
const NONCE = /^<\/[A-Za-z_][\w.-]*-([0-9a-f]{6})>/;
const TAG = /<([A-Za-z_][\w.-]*)>/g;
const UNFINISHED = /<[A-Za-z_]?[\w.-]*$/;
const FENCED = /^\s*(?:`{1,3}\w*\s*)?/;
const ESCAPES: Readonly<Record<string, string>> = {
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The text without what may be the beginning of `tag` at its end. */
function withoutBeginning(text: string, tag: string): string {
  for (let length = Math.min(tag.length, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return text.slice(0, -length);
  }
  return text;
}

/** The name of the tag that a reply opened last; one without its nonce counts where none has it. */
function opened(reply: string, nonce: string, prompt: string): string | undefined {
  const names = Array.from(reply.matchAll(TAG), ([, name = ""]) => name);
  const whole = names.findLast((name) => name.endsWith(`-${nonce}`));
  return whole ?? names.find((name) => prompt.includes(`<${name}-${nonce}>`));
}

/** The text after the last opening tag, to its end if that has come. */
function between(reply: string, name: string): string {
  const [opening, closing] = [`<${name}>`, `</${name}>`];
  const text = reply.slice(reply.lastIndexOf(opening) + opening.length);
  const end = text.lastIndexOf(closing);
  return (end < 0 ? withoutBeginning(text, closing) : text.slice(0, end)).trim();
}

/** As much of a JSON string as can be read, from behind its opening quote. */
function unescaped(json: string): string {
  const piece = /([^"\\]+)|\\u([0-9a-fA-F]{4})|\\([^u])/uy;
  let text = "";
  for (let found = piece.exec(json); found; found = piece.exec(json)) {
    const [, plain, code, escaped = ""] = found;
    if (plain !== undefined) text += plain;
    else if (code !== undefined) text += String.fromCharCode(Number.parseInt(code, 16));
    else text += ESCAPES[escaped] ?? escaped;
  }
  // Half of a character whose other half is still to come.
  return text.replace(/[\uD800-\uDBFF]$/, "");
}

/**
 * The inside of a reply as far as it has arrived.
 *
 * `prompt` is what was asked; the tags in it tell the nonce. Words before the tag are shown until
 * it opens.
 */
export function inside(reply: string, prompt: string): string {
  const nonce = NONCE.exec(prompt.slice(prompt.lastIndexOf("</")))?.[1];
  if (nonce !== undefined) {
    const name = opened(reply, nonce, prompt);
    if (name !== undefined) return between(reply, name);
  }
  const body = reply.replace(FENCED, "");
  if (!body) return "";
  if (body.startsWith("{")) {
    const field = FIELD.exec(body);
    return field ? unescaped(body.slice(field.index + field[0].length)) : "";
  }
  return nonce === undefined ? reply : reply.replace(UNFINISHED, "");
}
