import { addTo } from './add-to';
import { callAt, type Call } from './calls';
import type { FnItem } from './items';
import type { ListDraft } from './join';
import type { Functions } from './reach';
import type { Reader } from './reader';
import { isMark, isWord } from './syntax';
import { noteUnreadAt } from './unread';

/** Crates whose functions put no calls of their own on a list. */
const STANDARD: ReadonlySet<string> = new Set(['std', 'core', 'alloc']);

/**
 * Notes what goes on a list by a function that stands in no file that is read, such as another crate's:
 * `rules.extend(other::common()?)`.
 */
export function noteUnseenAdditions(
  lists: readonly ListDraft[],
  functions: Functions,
  reader: Reader,
): void {
  const grown = new Map<FnItem, string[]>();
  for (const { scope } of lists) {
    if (scope.fn && scope.binding !== null) addTo(grown, scope.fn, scope.binding);
  }
  for (const [fn, names] of grown) {
    const growing = new Set(names);
    const variables = new Set([...fn.params, ...fn.bindings.map(({ name }) => name)]);
    for (const { name, begins, tokens } of fn.bindings) {
      if (begins || !growing.has(name)) continue;
      const start = tokens.findIndex((token) => !isMark(token, '&') && !isWord(token, 'mut'));
      const call = callAt(tokens, start);
      if (!call || !isPlain(call, variables)) continue;
      if (functions.resolve(call.path, fn.modules).length > 0) continue;
      noteUnreadAt({ start: call.start, end: call.group.end }, reader);
    }
  }
}

/** Whether a call is one of a function that is given nothing of which an entry could be made. */
function isPlain({ path, macro, group }: Call, variables: ReadonlySet<string>): boolean {
  if (macro || STANDARD.has(path[0] ?? '')) return false;
  const isNamed = path.every((word) => /^[a-z_]/.test(word) && !variables.has(word));
  const isGiven = group.inner.some(
    (token) => token.kind === 'group' || (token.kind === 'word' && variables.has(token.text)),
  );
  return isNamed && !isGiven;
}
