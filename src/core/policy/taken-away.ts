import * as l10n from '@vscode/l10n';
import type { FilterDraft } from './filters';
import type { ListDraft } from './join';
import { mentions } from './mentions';
import type { TakenAway } from './allowlist';
import type { Reader } from './reader';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';

/** Methods that take things away. */
const SIEVES: ReadonlySet<string> = new Set(['filter', 'retain', 'skip_while', 'take_while']);

/** Methods that put more together behind a sieve. */
const ADDS = /^(?:chain|concat|extend|union|flat_map|flatten)$/;

/**
 * The filters with what their functions take away that another list names, `.filter(|nr|
 * !LOGGING.contains(nr))`, where all that a filter is made of goes through that; elsewhere it is noted.
 */
export function withTakenAway(
  filters: readonly FilterDraft[],
  lists: readonly ListDraft[],
  reader: Reader,
): readonly FilterDraft[] {
  const byName = new Map(lists.map((draft) => [draft.list.name, draft]));
  const taken = new Map<FilterDraft, TakenAway[]>();
  for (const fn of new Set(filters.map(({ scope }) => scope.fn))) {
    const queue: (readonly Token[])[] = fn ? [fn.body] : [];
    for (let some = queue.pop(); some; some = queue.pop()) {
      for (const [at, token] of some.entries()) {
        if (!isGroup(token)) continue;
        queue.push(token.inner);
        const method = some[at - 1];
        if (method?.kind !== 'word' || !SIEVES.has(method.text)) continue;
        const name = isMark(some[at - 2], '.') ? askedIn(token, byName) : null;
        if (name === null) continue;
        const span = { start: method.start, end: token.end };
        const calls = callsOf(byName.get(name));
        const own = filters.filter(
          (draft) => draft.scope.fn === fn && isWholeOf(some, at, draft) && isPlain(token, name),
        );
        if (calls && method.text === 'filter' && own.length > 0) {
          for (const draft of own) {
            const all = taken.get(draft) ?? [];
            taken.set(draft, [...all, { ...reader.located(span), list: name, calls }]);
          }
          continue;
        }
        const message = l10n.t(
          'Calls that are taken away here are still counted: {0}',
          reader.quote(span),
        );
        reader.problem(span, message);
      }
    }
  }
  if (taken.size === 0) return filters;
  return filters.map((draft) => {
    const takesAway = taken.get(draft);
    return takesAway ? { ...draft, filter: { ...draft.filter, takesAway } } : draft;
  });
}

/** The list whose `NAME.contains` brackets hold; null where they ask none. */
function askedIn({ inner }: Group, lists: ReadonlyMap<string, ListDraft>): string | null {
  const at = inner.findIndex(
    (token, i) =>
      token.kind === 'word' &&
      lists.has(token.text) &&
      isMark(inner[i + 1], '.') &&
      isWord(inner[i + 2], 'contains'),
  );
  const name = inner[at];
  return name?.kind === 'word' ? name.text : null;
}

/** The calls of a list, where each is there in every build. */
function callsOf(list: ListDraft | undefined): readonly string[] | null {
  const calls = list?.entries.map(({ entry }) => (entry.cfg === null ? entry.syscall : null)) ?? [];
  return list && calls.every((call) => call !== null) && list.list.cfg === null ? calls : null;
}

/** Whether a closure asks for nothing else: `|nr| !NAME.contains(nr)`. */
function isPlain({ inner }: Group, name: string): boolean {
  const words = inner.filter((token) => !isMark(token, '&'));
  const [open, element, close, not, list, , , args, more] = words;
  const asked = isGroup(args, '(') ? args.inner.filter((token) => !isMark(token, '&')) : [];
  return (
    isMark(open, '|') &&
    isMark(close, '|') &&
    isMark(not, '!') &&
    isWord(list, name) &&
    element?.kind === 'word' &&
    asked.length === 1 &&
    isWord(asked[0], element.text) &&
    !more
  );
}

/** Whether what goes through the sieve at an index is all that a filter is made of. */
function isWholeOf(some: readonly Token[], at: number, { list }: FilterDraft): boolean {
  const ends = (token: Token): boolean => isMark(token, ';') || isMark(token, ',');
  const behind = some.slice(at + 1);
  const end = behind.findIndex(ends);
  const rest = end < 0 ? behind : behind.slice(0, end);
  if (rest.some((token) => token.kind === 'word' && ADDS.test(token.text))) return false;
  const [sieve] = some.slice(at);
  if (sieve && list.start <= sieve.start && sieve.end <= list.end) return true;
  const from = some.slice(0, at).findLastIndex(ends) + 1;
  const first = some[from];
  const name = some
    .slice(from, at)
    .find((token, i) => i > 0 && token.kind === 'word' && token.text !== 'mut');
  const { calls, words } = mentions(list.tokens);
  const [only, other] = words;
  const added = calls.some((call) => ADDS.test(call.name));
  return isWord(first, 'let') && isWord(name, only ?? '') && other === undefined && !added;
}
