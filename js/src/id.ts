/** Names that elements have in the page, for those that refer to them. */

import { useMemo } from "preact/hooks";

/** A name that no other run on the page gives: each of them may be drawn by a copy of this code. */
export function useId(): string {
  return useMemo(() => `tgw-${Math.random().toString(36).slice(2)}`, []);
}
