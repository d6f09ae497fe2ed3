import { isMark } from './syntax';
import type { Token } from './tokens';

/** In tokens. No type is so long; one without an end must not be looked through from each of its words. */
const LONGEST = 64;

/**
 * The index behind the `<…>` that stands at an index, which is no bracket to the lexer: its commas part
 * types. The index itself where there is none, or none with an end.
 */
export function behindGenerics(tokens: readonly Token[], index: number): number {
  if (!isMark(tokens[index], '<')) return index;
  let depth = 0;
  for (let at = index; at < Math.min(tokens.length, index + LONGEST); at += 1) {
    if (isMark(tokens[at], '<')) depth += 1;
    if (isMark(tokens[at], '>')) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return index;
}
