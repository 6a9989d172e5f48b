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

/** The cost of everything so far and of one thing more. */
export function paid({ cost: before }: Totals, more: number | null): number | null {
  return before === null || more === null ? null : before + more;
}

/** The totals with one call more. */
export function counted(totals: Totals, event: CallFinished): Totals {
  const known = event.tokens_in !== null && event.tokens_out !== null;
  return {
    finished: totals.finished + 1,
    tokens: totals.tokens + (event.tokens_in ?? 0) + (event.tokens_out ?? 0),
    tokensUnknown: totals.tokensUnknown || !known,
    tokensEstimated: totals.tokensEstimated || event.estimated,
    cost: paid(totals, event.cost),
    cached: totals.cached + (event.cached ? 1 : 0),
    saved: totals.saved + (event.cached ? (event.saved ?? 0) : 0),
  };
}

/** The totals with calls that are told in sum. */
export function summed(totals: Totals, event: CallsSummed): Totals {
  return {
    finished: totals.finished + event.finished,
    tokens: totals.tokens + event.tokens,
    tokensUnknown: totals.tokensUnknown || event.unknown,
    tokensEstimated: totals.tokensEstimated || event.estimated,
    cost: paid(totals, event.cost),
    cached: totals.cached + event.cached,
    saved: totals.saved + event.saved,
  };
}
