import type { Arm } from './items';
import { isGroup, isMark, isWord } from './syntax';
import type { Token } from './tokens';

/** No pattern is so long; a hostile one must not be read over and over. */
const MAX_PATTERN = 64;

/**
 * The arm of a `match` whose `=>` stands at an index, where its pattern names something: `Thread::Vcpu`,
 * `Thread::Api | Thread::Http`, `"vcpu"`. null for `_`, bindings, and what only takes apart.
 */
export function armAt(tokens: readonly Token[], index: number): Arm | null {
  if (!isMark(tokens[index], '=>')) return null;
  const ends = (token: Token | undefined): boolean =>
    token === undefined || isMark(token, ',') || isGroup(token, '{');
  // The braces of `Thread::Vcpu { id } =>` are the pattern's.
  let from = isGroup(tokens[index - 1], '{') ? index - 1 : index;
  while (!ends(tokens[from - 1]) && index - from < MAX_PATTERN) from -= 1;
  const keys = keysOf(tokens, from, index);
  if (keys.length === 0) return null;
  let to = index + 1;
  // Behind another arrow, which no arm holds, each would hold all that follow.
  while (!ends(tokens[to]) && !isMark(tokens[to], '=>')) to += 1;
  if (isGroup(tokens[to], '{')) to += 1;
  return { keys, tokens: tokens.slice(index + 1, to) };
}

/** `("vcpu", vcpu_rules()?)`, a pair or the arguments of `filters.insert(…)`: an arm as well. */
export function keyedPair(inner: readonly Token[]): Arm | null {
  if (inner[0]?.kind !== 'literal') return null;
  const comma = inner.findIndex((token) => isMark(token, ','));
  const keys = keysOf(inner, 0, 1);
  if (keys.length === 0 || comma < 0) return null;
  return { keys, tokens: inner.slice(comma + 1) };
}

/** Words that only take apart what they match. */
const WRAPPERS: ReadonlySet<string> = new Set([
  'Some',
  'None',
  'Ok',
  'Err',
  'Self',
  'true',
  'false',
]);

/** @param end the index behind the pattern */
function keysOf(tokens: readonly Token[], from: number, end: number): string[] {
  const keys: string[] = [];
  for (let at = from; at < end; at += 1) {
    const token = tokens[at];
    if (isMark(token, '=>') || isWord(token, 'if')) break;
    if (token?.kind === 'literal') {
      const text = /^b?"(\w[\w -]*)"$/.exec(token.text)?.[1];
      if (text !== undefined) keys.push(text);
    }
    // Of `Thread::Vcpu` the last word; a word in lower case is a binding.
    if (token?.kind !== 'word' || isMark(tokens[at + 1], '::')) continue;
    if (!/^[A-Z]/.test(token.text) || WRAPPERS.has(token.text)) continue;
    if (at - 2 < from || !isAction(tokens[at - 2])) keys.push(token.text);
  }
  return keys;
}

/** `SeccompAction::Log` in a pattern is what a filter answers, and no thread. */
function isAction(qualifier: Token | undefined): boolean {
  return qualifier?.kind === 'word' && qualifier.text.endsWith('Action');
}
