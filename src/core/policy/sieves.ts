import type { TakenAway } from './allowlist';
import { callNameOf } from './call-name';
import type { ListDraft } from './join';
import { pathAt } from './calls';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';
import { namesCall } from './unread';

/** Methods that take things away by what a closure says of them. */
const SIEVES: ReadonlySet<string> = new Set(['filter', 'retain', 'skip_while', 'take_while']);

/** Methods of maps and sets that take out what they are given. */
const REMOVES: ReadonlySet<string> = new Set(['remove', 'remove_entry', 'shift_remove', 'take']);

/** What a sieve takes away; `calls` is null where that cannot be told. */
export type Taken = Pick<TakenAway, 'list'> & { readonly calls: readonly string[] | null };

/** Whether a method can take something away. */
export function takes(method: string): boolean {
  return REMOVES.has(method) || SIEVES.has(method);
}

/**
 * What a method takes away by its arguments; null where these say nothing of calls.
 * @param ofList whether its chain begins with a variable that holds a list: what a closure takes away of
 * that is calls, whatever it says
 */
export function takenBy(
  method: string,
  group: Group,
  lists: ReadonlyMap<string, ListDraft>,
  ofList: () => boolean,
): Taken | null {
  if (REMOVES.has(method)) return removedBy(group);
  return SIEVES.has(method) ? siftedBy(group, lists, ofList) : null;
}

/** `remove(&libc::SYS_x)`; null for what is no call. */
function removedBy({ inner }: Group): Taken | null {
  const call = callIn(inner.filter((token) => !isMark(token, '&')));
  return call === null ? null : { list: null, calls: [call] };
}

function siftedBy(
  group: Group,
  lists: ReadonlyMap<string, ListDraft>,
  ofList: () => boolean,
): Taken | null {
  const list = askedIn(group, lists);
  if (list !== null) {
    return { list, calls: isPlain(group, list) ? callsOf(lists.get(list)) : null };
  }
  const call = unequalIn(group);
  if (call !== null) return { list: null, calls: [call] };
  return namesCall(group) || ofList() ? { list: null, calls: null } : null;
}

/** The call of a closure that asks for nothing else: `|nr, _| *nr != libc::SYS_x`. */
function unequalIn({ inner }: Group): string | null {
  const close = inner.findLastIndex((token) => isMark(token, '|'));
  const body = inner.slice(close + 1).filter((token) => !isMark(token, '*') && !isMark(token, '&'));
  const [element, sign, ...call] = body;
  if (close < 2 || element?.kind !== 'word' || !isMark(sign, '!=')) return null;
  return isNumber(inner.slice(0, close), element.text) ? callIn(call) : null;
}

/** Whether a closure's pattern has a name for a list's element or the call of it: `|nr, _|`, `|(nr, _)|`. */
function isNumber(pattern: readonly Token[], name: string): boolean {
  const [first] = pattern.filter((token) => !isMark(token, '|') && !isMark(token, '&'));
  return isGroup(first, '(') ? isNumber(first.inner, name) : isWord(first, name);
}

function callIn(tokens: readonly Token[]): string | null {
  const path = pathAt(tokens, 0);
  return path?.next === tokens.length ? callNameOf(path.words) : null;
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
