import * as l10n from '@vscode/l10n';
import type { TakenAway } from './allowlist';
import type { FilterDraft } from './filters';
import type { FnItem } from './items';
import type { ListDraft } from './join';
import { mentions } from './mentions';
import type { Reader } from './reader';
import { takenBy, takes } from './sieves';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Leaf, Token } from './tokens';

/** Methods that put more together behind a sieve. */
const ADDS = /^(?:chain|concat|extend|union|flat_map|flatten)$/;

/**
 * The filters with what their functions take away: what another list names, `.filter(|nr|
 * !LOGGING.contains(nr))`, or is named there, `rules.remove(&libc::SYS_x)`, where all that a filter is
 * made of goes through that; elsewhere it is noted.
 */
export function withTakenAway(
  filters: readonly FilterDraft[],
  lists: readonly ListDraft[],
  reader: Reader,
): readonly FilterDraft[] {
  const byName = new Map(lists.map((draft) => [draft.list.name, draft]));
  const taken = new Map<FilterDraft, TakenAway[]>();
  const bindings = new Map<FnItem | null, Set<string | null>>();
  for (const { scope } of lists) {
    const same = bindings.get(scope.fn);
    if (same) same.add(scope.binding);
    else bindings.set(scope.fn, new Set([scope.binding]));
  }
  for (const fn of new Set([...filters, ...lists].map(({ scope }) => scope.fn))) {
    if (!fn) continue;
    const kept = bindings.get(fn);
    for (const { some, at, method, group, first } of sievesIn(fn.body)) {
      const root = rootOf(some, first, at);
      const what = takenBy(method.text, group, byName, () => kept?.has(root) === true);
      if (!what) continue;
      const { calls } = what;
      const span = { start: method.start, end: group.end };
      const isWhole =
        method.text === 'filter'
          ? (draft: FilterDraft) => isWholeOf(some, at, draft)
          : (draft: FilterDraft) =>
              some === fn.body &&
              isOwnStatement(some[first - 1]) &&
              isLastOn(root, span.start, draft, lists);
      const own = filters.filter((draft) => draft.scope.fn === fn && isWhole(draft));
      if (calls && own.length > 0) {
        for (const draft of own) {
          const all = taken.get(draft) ?? [];
          taken.set(draft, [...all, { ...reader.located(span), list: what.list, calls }]);
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
  if (taken.size === 0) return filters;
  return filters.map((draft) => {
    const takesAway = taken.get(draft);
    return takesAway ? { ...draft, filter: { ...draft.filter, takesAway } } : draft;
  });
}

/** A call of a method that can take something away. */
interface Sieve {
  readonly some: readonly Token[];
  /** Of its arguments among them. */
  readonly at: number;
  readonly method: Leaf;
  readonly group: Group;
  /** The index at which its chain of methods begins. */
  readonly first: number;
}

function sievesIn(body: readonly Token[]): Sieve[] {
  const sieves: Sieve[] = [];
  const queue: (readonly Token[])[] = [body];
  for (let some = queue.pop(); some; some = queue.pop()) {
    let first = 0;
    for (let at = 0; at < some.length; at += 1) {
      const group = some[at];
      if (!isInChain(some[at - 1])) first = at;
      if (group?.kind !== 'group') continue;
      queue.push(group.inner);
      const method = some[at - 1];
      if (method?.kind !== 'word' || !takes(method.text) || !isMark(some[at - 2], '.')) continue;
      sieves.push({ some, at, method, group, first });
    }
  }
  return sieves;
}

/** The variable that a chain of methods begins with: `rules` of `rules.into_iter().filter(…)`. */
function rootOf(tokens: readonly Token[], first: number, at: number): string {
  const root = isMark(tokens[first], '.') ? tokens[first + 1] : tokens[first];
  return first < at && root?.kind === 'word' ? root.text : '';
}

/** Whether a chain is done in any case, by what stands before it: `strict && rules.remove(…).is_some()` is not. */
function isOwnStatement(before: Token | undefined): boolean {
  return before === undefined || isMark(before, ';') || isMark(before, '=') || isGroup(before, '{');
}

function isInChain(token: Token | undefined): boolean {
  if (token?.kind === 'word') return !['let', 'mut', 'return', 'in', 'if'].includes(token.text);
  return isGroup(token, '(') || isMark(token, '.') || isMark(token, '?');
}

/** Whether a filter is made of one variable, which nothing is put into behind an offset. */
function isLastOn(
  name: string,
  offset: number,
  { list, scope }: FilterDraft,
  lists: readonly ListDraft[],
): boolean {
  const { calls, words } = mentions(list.tokens);
  const [only, other] = words;
  if (only !== name || other !== undefined || calls.some((call) => ADDS.test(call.name))) {
    return false;
  }
  const later = scope.fn?.bindings.some((one) => one.name === name && one.at > offset) === true;
  const grows = lists.some(
    (one) => one.scope.fn === scope.fn && one.scope.binding === name && one.list.body.end > offset,
  );
  return offset < list.start && !later && !grows;
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
