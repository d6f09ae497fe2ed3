import type { Binding } from './items';
import { isGroup, isMark } from './syntax';
import type { Token } from './tokens';

/** Methods that add what they are given to what they are called on. */
const ADDING: ReadonlySet<string> = new Set(['extend', 'append', 'push', 'extend_from_slice']);

/** What `name.extend(…)` adds to a variable; null where the word at an index begins no such call. */
export function additionAt(tokens: readonly Token[], at: number): Binding | null {
  const [name, dot, method, args] = tokens.slice(at, at + 4);
  if (name?.kind !== 'word' || !isMark(dot, '.') || method?.kind !== 'word') return null;
  if (!isGroup(args, '(') || !ADDING.has(method.text)) return null;
  return { name: name.text, tokens: args.inner };
}
