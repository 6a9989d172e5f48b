/** Who reads what a person adds, in words. */

import type { NodeState } from "../store/state.ts";

export const READERS = {
  parameter: "The next step reads it.",
  input: "Whoever criticises the texts used with it reads it, from the next backward pass on.",
  made: "The next backward pass through it reads it.",
} as const;

export function readerOf({ parameter, op }: NodeState): string {
  if (parameter) return READERS.parameter;
  return op ? READERS.made : READERS.input;
}
