import type { Binding } from './items';
import { isGroup, isMark, isWord, type Call } from './syntax';
import type { Token } from './tokens';

/** Methods that add what they are given to what they are called on. */
const ADDING: ReadonlySet<string> = new Set([
  'extend',
  'extend_from_slice',
  'append',
  'insert',
  'push',
  'push_back',
]);

/** What `name.extend(…)` adds to a variable; null where the word at an index begins no such call. */
export function additionAt(tokens: readonly Token[], at: number): Binding | null {
  if (at < 0) return null;
  const [name, dot, method, args] = [tokens[at], tokens[at + 1], tokens[at + 2], tokens[at + 3]];
  if (name?.kind !== 'word' || !isMark(dot, '.') || method?.kind !== 'word') return null;
  if (!isGroup(args, '(') || !ADDING.has(method.text)) return null;
  return { name: name.text, at: name.start, begins: false, tokens: args.inner };
}

/** The variables that a call is lent to be filled, `add_rules(&mut rules)`: each is made from it. */
export function lentTo(call: Call, tokens: readonly Token[]): Binding[] {
  const { inner } = call.group;
  return inner.flatMap((token, at) => {
    const name = inner[at + 2];
    const lent = isMark(token, '&') && isWord(inner[at + 1], 'mut') && name?.kind === 'word';
    return lent ? [{ name: name.text, at: name.start, begins: false, tokens }] : [];
  });
}
