/** What finished calls took, summed up. */

import type { CallFinished, CallsSummed } from "../protocol.ts";

export interface Totals {
  /** Calls that ended well. */
  readonly finished: number;
  readonly tokens: number;
  /** Whether some counts are missing, or ours. */
  readonly tokensUnknown: boolean;
  readonly tokensEstimated: boolean;
  /** US dollars, of failed calls too; null once the cost of any call is unknown. */
  readonly cost: number | null;
  /** Calls answered from the cache, and the US dollars that it saved as far as they are known. */
  readonly cached: number;
  readonly saved: number;
}

export const ZERO: Totals = {
  finished: 0,
  tokens: 0,
  tokensUnknown: false,
  tokensEstimated: false,
  cost: 0,
  cached: 0,
  saved: 0,
};

/** The same, to add to. */
export type Sum = { -readonly [K in keyof Totals]: Totals[K] };

/** The cost of one thing more. */
export function pay(totals: Sum, more: number | null): void {
  totals.cost = totals.cost === null || more === null ? null : totals.cost + more;
}

/** One call more. */
export function count(totals: Sum, event: CallFinished): void {
  const { tokens_in: read, tokens_out: written, cost } = event;
  totals.finished += 1;
  totals.tokens += (read ?? 0) + (written ?? 0);
  totals.tokensUnknown ||= read === null || written === null;
  totals.tokensEstimated ||= event.estimated;
  pay(totals, cost);
  if (!event.cached) return;
  totals.cached += 1;
  totals.saved += event.saved ?? 0;
}

/** Calls that are told in sum. */
export function sum(totals: Sum, event: CallsSummed): void {
  totals.finished += event.finished;
  totals.tokens += event.tokens;
  totals.tokensUnknown ||= event.unknown;
  totals.tokensEstimated ||= event.estimated;
  pay(totals, event.cost);
  totals.cached += event.cached;
  totals.saved += event.saved;
}
