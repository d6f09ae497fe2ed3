import * as l10n from '@vscode/l10n';
import type { FilterDraft } from './filters';
import type { ListDraft } from './join';
import type { Reader } from './reader';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';

/** Methods that take things away. */
const SIEVES: ReadonlySet<string> = new Set(['filter', 'retain', 'skip_while', 'take_while']);

/**
 * Notes where a function that builds a filter takes away what another list names,
 * `.filter(|nr| !LOGGING.contains(nr))`: what is left is not worked out.
 */
export function noteTakenAway(
  filters: readonly FilterDraft[],
  lists: readonly ListDraft[],
  reader: Reader,
): void {
  const names = new Set(lists.map(({ list }) => list.name));
  for (const fn of new Set(filters.map(({ scope }) => scope.fn))) {
    const queue: (readonly Token[])[] = fn ? [fn.body] : [];
    for (let some = queue.pop(); some; some = queue.pop()) {
      for (const [at, token] of some.entries()) {
        if (!isGroup(token)) continue;
        queue.push(token.inner);
        const method = some[at - 1];
        if (method?.kind !== 'word' || !SIEVES.has(method.text)) continue;
        if (!isMark(some[at - 2], '.') || !asksOne(token, names)) continue;
        const span = { start: method.start, end: token.end };
        const message = l10n.t(
          'Calls that are taken away here are still counted: {0}',
          reader.quote(span),
        );
        reader.problem(span, message);
      }
    }
  }
}

/** Whether brackets hold `NAME.contains` of a list's name. */
function asksOne({ inner }: Group, names: ReadonlySet<string>): boolean {
  return inner.some(
    (token, at) =>
      token.kind === 'word' &&
      names.has(token.text) &&
      isMark(inner[at + 1], '.') &&
      isWord(inner[at + 2], 'contains'),
  );
}
