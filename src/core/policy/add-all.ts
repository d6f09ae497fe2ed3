/**
 * Adds things to others, as many as there are: arguments that are spread, as in `push(...from)`, lie on
 * the stack, which some 120,000 of them overflow, and a source may hold more.
 */
export function addAll<T>(to: T[], from: Iterable<T>): void {
  for (const one of from) to.push(one);
}
