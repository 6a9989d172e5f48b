/** Characters that stand in a text and are not seen: which they are, and what they are called. */

/** Characters that are not seen, with the name they are shown by and what they do. */
export interface Mark {
  readonly text: string;
  readonly label: string;
  readonly meaning: string;
}

/** Text that is seen as it is, or a mark. */
export type Piece = string | Mark;

/** Pieces that one text may have. */
const MOST = 800;
/** Characters around a place that are looked at, and combining marks that one letter may carry. */
const NEAR = 40;
const STACK = 8;

const UNSEEN =
  /(?:(?![\t\n\r])[\p{DI}\p{Cc}\p{Cs}\u2028\u2029\u2800\uFFF9-\uFFFB]|\r(?!\n))+|\p{M}{9,}/gu;
/** In a change also spaces that look like others. */
const EXACT =
  /(?:(?!\n)[\p{DI}\p{Cc}\p{Cs}\u2028\u2029\u2800\uFFF9-\uFFFB\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000])+|\p{M}{9,}/gu;

/** What they are called, from a number on. */
const NAMES: ReadonlyMap<number, string> = new Map(
  (
    [
      [
        0,
        "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US",
      ],
      [0x7f, "DEL"],
      [0xa0, "NBSP"],
      [0xad, "SHY"],
      [0x61c, "ALM"],
      [0x200b, "ZWSP ZWNJ ZWJ LRM RLM"],
      [0x2028, "LS PS LRE RLE PDF LRO RLO"],
      [0x2060, "WJ"],
      [0x2066, "LRI RLI FSI PDI"],
      [0xfeff, "BOM"],
    ] as const
  ).flatMap(([from, names]) => names.split(" ").map((name, at) => [from + at, name] as const)),
);

const STACKED = /^(?!\p{DI})\p{M}/u;
const DIRECTIONS = /^[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+$/;
const TAGS = /^[\u{E0000}-\u{E007F}]+$/u;

const SIDES = /^[\u061C\u200E\u200F]$/;
const LEFTWARDS = "[\\p{sc=Hebr}\\p{sc=Arab}\\p{sc=Syrc}\\p{sc=Thaa}]";

/** Where such characters do their work, and a mark would break a word or a picture. */
const NEEDED: readonly (readonly [run: RegExp, before: RegExp, after: RegExp])[] = [
  // Letters that join, or must not, in Arabic, Indic and other scripts.
  [
    /^[\u200C\u200D]$/,
    /[\p{sc=Arab}\p{sc=Syrc}\p{sc=Mong}\p{sc=Nkoo}\p{sc=Adlm}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mymr}]\p{M}*$/u,
    /^/,
  ],
  // "(?!.)" is the end: Chromium 156 finds no character above U+FFFF before a "$".
  // Parts of one emoji, and its colour; a digit in its box; a flag of a region.
  [/^\uFE0F?\u200D$/, /[\p{ExtPict}\p{EMod}\p{RI}](?!.)/su, /^[\p{ExtPict}\p{RI}]/u],
  [/^[\uFE0E\uFE0F]$/, /[\p{ExtPict}\p{S}\p{RI}](?!.)/su, /^/],
  [/^\uFE0F$/, /[\d#*]$/, /^\u20E3/],
  [/^[\u{E0061}-\u{E007A}\u{E0030}-\u{E0039}]{3,6}\u{E007F}$/u, /\u{1F3F4}(?!.)/su, /^/],
  // The form of an ideograph, a symbol or a Mongolian letter.
  [/^[\uFE00-\uFE0D\u{E0100}-\u{E01EF}]$/u, /[\p{sc=Han}\p{Sm}](?!.)/su, /^/],
  [/^[\u180B-\u180F]$/, /\p{sc=Mong}$/u, /^/],
  // Where a line may break in scripts without spaces.
  [/^\u200B$/, /[\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]$/u, /^/],
  // The side of a sign in a text that runs to the left.
  [SIDES, new RegExp(`${LEFTWARDS}.*$`, "u"), /^/],
  [SIDES, /^/, new RegExp(`^.*${LEFTWARDS}`, "u")],
];

function needed(run: string, before: string, after: string): boolean {
  return NEEDED.some(([which, behind, ahead]) => {
    return which.test(run) && behind.test(before) && ahead.test(after);
  });
}

const hex = (code: number) => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
const nameOf = (code: number) => NAMES.get(code) ?? hex(code);

function meaningOf(run: string): string {
  if (DIRECTIONS.test(run)) return "changes the direction of text; without effect here";
  return run.length > 2 ? "characters that are not seen" : "a character that is not seen";
}

function markOf(run: string): Mark {
  const codes = Array.from(run, (char) => char.codePointAt(0) ?? 0);
  const names = codes.map(nameOf);
  if (TAGS.test(run)) {
    const said = codes.map((code) => String.fromCodePoint(code & 0x7f)).join("");
    const hidden = said.replace(/[^ -~]+/g, "");
    return { text: run, label: `hidden “${hidden}”`, meaning: "text that is not seen" };
  }
  const [first = "", second] = names;
  const many = names.length > 4;
  const alike = second !== undefined && names.every((name) => name === first);
  const label = alike
    ? `${first} ×${names.length}`
    : many
      ? `${names.length} unseen`
      : names.join(" ");
  return {
    text: run,
    label,
    meaning: `${codes.slice(0, 4).map(hex).join(" ")}: ${meaningOf(run)}`,
  };
}

/** Texts in which all is seen; quickly told of most. */
const SEEN = /^[\n\t -~¡-¬®-˿‐-‧←-⋿]*$/;

/** Where a text holds characters that are not seen and not needed, as places in it. */
function* unseen(text: string, exact: boolean): Generator<readonly [from: number, to: number]> {
  if (SEEN.test(text)) return;
  for (const { 0: run, index } of text.matchAll(exact ? EXACT : UNSEEN)) {
    const end = index + run.length;
    if (STACKED.test(run)) {
      yield [index + Array.from(run).slice(0, STACK).join("").length, end];
      continue;
    }
    const before = text.slice(Math.max(0, index - NEAR), index);
    if (!needed(run, before, text.slice(end, end + NEAR))) yield [index, end];
  }
}

/** What a storm of such characters becomes, for thousands of marks would be slow. */
const boxed = (text: string) => text.replace(UNSEEN, "▯");

/** A text in pieces, which together are the text. `exact` tells odd spaces, too. */
export function piecesOf(text: string, exact = false): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const [from, to] of unseen(text, exact)) {
    if (pieces.length > MOST) break;
    if (from > at) pieces.push(text.slice(at, from));
    pieces.push(markOf(text.slice(from, to)));
    at = to;
  }
  const rest = text.slice(at);
  if (rest) pieces.push(pieces.length > MOST ? boxed(rest) : rest);
  return pieces;
}

/** A text for places that hold words alone: what is not seen is told in brackets. */
export function plain(text: string): string {
  let [told, at, marks] = ["", 0, 0];
  for (const [from, to] of unseen(text, false)) {
    if (marks++ > MOST) return told + boxed(text.slice(at));
    told += `${text.slice(at, from)}[${markOf(text.slice(from, to)).label}]`;
    at = to;
  }
  return at === 0 ? text : told + text.slice(at);
}
