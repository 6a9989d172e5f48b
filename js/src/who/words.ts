/** Who did something, in words: pages have names that nobody knows. */

/** "you", "Ana", "another tab", "the policy “gate”". */
export function whose(by: string, name: string, client: string): string {
  if (by === client) return "you";
  if (name) return name;
  if (by === "program") return "the program";
  return by.startsWith("page-") ? "another tab" : `the policy “${by}”`;
}

/** The same after what was done: "by you", "in another tab". */
export function byWhom(by: string, name: string, client: string): string {
  const who = whose(by, name, client);
  return who === "another tab" ? `in ${who}` : `by ${who}`;
}
