import type { Binding } from './items';
import type { Call } from './calls';
import { isGroup, isMark, isWord } from './syntax';
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
  if (at < 0 || !isMark(tokens[at + 1], '.')) return null;
  const name = tokens[at];
  const method = tokens[at + 2];
  const args = tokens[at + 3];
  if (name?.kind !== 'word' || method?.kind !== 'word' || !isGroup(args, '(')) return null;
  if (!ADDING.has(method.text)) return null;
  return { name: name.text, at: name.start, begins: false, tokens: args.inner };
}

/**
 * The variables that the call at an index is lent to be filled, `add_rules(&mut rules)`: each is made
 * from it.
 */
export function lentTo(call: Call, tokens: readonly Token[], index: number): Binding[] {
  const { inner } = call.group;
  const lent: Binding[] = [];
  for (let at = 0; at < inner.length; at += 1) {
    if (!isMark(inner[at], '&') || !isWord(inner[at + 1], 'mut')) continue;
    const name = inner[at + 2];
    if (name?.kind !== 'word' || isMark(inner[at + 3], '::')) continue;
    const whole = tokens.slice(index, call.next);
    lent.push({ name: name.text, at: name.start, begins: false, tokens: whole });
  }
  return lent;
}
