/** Who acted, in words: pages have names that nobody knows. */
export function who(by: string, client: string): string {
  if (by === client) return "you";
  return by.startsWith("page-") ? "another tab" : `the ${by}`;
}
