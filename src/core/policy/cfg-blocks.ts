import { innerSpan, isGroup, isMark, isWord, oneLineOf } from './syntax';
import type { Token } from './tokens';

/** The predicate of the block at an index, `if cfg!(feature = "x") { … } else { … }`; null for others. */
export function cfgOfBlock(tokens: readonly Token[], index: number, text: string): string | null {
  if (!isGroup(tokens[index], '{')) return null;
  const predicate = predicateBefore(tokens, index, text);
  if (predicate !== null) return predicate;
  const otherwise = isWord(tokens[index - 1], 'else') && isGroup(tokens[index - 2], '{');
  const opposite = otherwise ? predicateBefore(tokens, index - 2, text) : null;
  return opposite === null ? null : `not(${opposite})`;
}

/** `P` of `if cfg!(P)` right in front of an index. */
function predicateBefore(tokens: readonly Token[], index: number, text: string): string | null {
  const args = tokens[index - 1];
  if (!isGroup(args, '(') || !isMark(tokens[index - 2], '!')) return null;
  if (!isWord(tokens[index - 3], 'cfg') || !isWord(tokens[index - 4], 'if')) return null;
  // What stands behind a branch that was not taken holds on another condition too.
  if (isWord(tokens[index - 5], 'else')) return null;
  return oneLineOf(text, innerSpan(args)).replace(/,$/, '');
}
