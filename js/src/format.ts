/** Figures as a person reads them. */

import type { BudgetReached, BudgetSet } from "./protocol.ts";
import type { Totals } from "./store/totals.ts";

/** 1234 → "1.2k". */
export function short(count: number): string {
  if (count < 1000) return String(count);
  if (count < 1_000_000) return `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** US dollars; unknown is not zero. */
export function dollars(cost: number | null): string {
  if (cost === null) return "unknown";
  if (cost === 0) return "$0.00";
  if (cost < 0.0001) return "< $0.0001";
  return `$${cost.toFixed(cost < 1 ? 4 : 2)}`;
}

/** So much of what a budget limits: "$2.00", "12k tokens", "1 call", "90 seconds". */
export function amount(what: BudgetReached["what"], much: number): string {
  if (what === "usd") {
    const whole = much >= 0.1 || much <= 0;
    return `$${whole ? much.toFixed(2) : much.toFixed(Math.min(8, 1 - Math.floor(Math.log10(much))))}`;
  }
  const word = what.slice(0, -1);
  if (what === "seconds")
    return `${figure(Math.round(much * 10) / 10)} ${word}${much === 1 ? "" : "s"}`;
  return `${short(much)} ${word}${much === 1 ? "" : "s"}`;
}

/** What a run may spend, or empty: "$1.00 and 5 calls". */
export function limits(budget: BudgetSet | null): string {
  const whats = ["usd", "tokens", "calls", "seconds"] as const;
  const given = whats.flatMap((what) => {
    const limit = budget?.[what] ?? null;
    return limit === null ? [] : [amount(what, limit)];
  });
  return given.join(" and ");
}

/** Tokens in and out; "≈" where we counted, "≥" where some counts are missing. */
export function tokens(totals: Totals): string {
  if (totals.finished === 0) return "0 tokens";
  if (totals.tokensUnknown && totals.tokens === 0) return "unknown tokens";
  const mark = totals.tokensUnknown ? "≥ " : totals.tokensEstimated ? "≈ " : "";
  return `${mark}${short(totals.tokens)} tokens`;
}

/** Seconds → "0:12", "1:02:03". */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

/** Seconds → "0.31 s", "4.2 s", "12 s". */
export function duration(seconds: number): string {
  return `${seconds.toFixed(seconds < 1 ? 2 : seconds < 10 ? 1 : 0)} s`;
}

/** A score: at most three significant digits. */
export function figure(value: number): string {
  const size = Math.abs(value);
  if (size >= 10_000) return `${value < 0 ? "−" : ""}${short(size)}`;
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

/** "1 call", "3 calls". */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

/** Words in a row; what is empty is left out. */
export function listed(words: readonly (string | false | undefined)[], by = ", "): string {
  return words.filter(Boolean).join(by);
}

/** The end of a text, from a whole word or line where one is near. */
export function tail(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = text.slice(-length);
  const cut = end.search(/\s/);
  return `…${cut >= 0 && cut < 40 ? end.slice(cut + 1) : end}`;
}

/** The beginning of a text: what a card can show of it. */
export function head(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}
