import type { Span } from '../text/span';
import { behindGenerics } from './generics';
import { isGroup, isMark, isWord } from './syntax';
import type { Group, Token } from './tokens';

/** `a::b::c`, its words; `next` is the index behind it. Turbofish arguments are stepped over. */
export interface Path {
  readonly words: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

export function pathAt(tokens: readonly Token[], index: number): Path | null {
  const first = tokens[index];
  if (first?.kind !== 'word') return null;
  const words = [first.text];
  let end = first.end;
  let at = index + 1;
  while (isMark(tokens[at], '::')) {
    const word = tokens[at + 1];
    if (word?.kind === 'word') {
      words.push(word.text);
      end = word.end;
      at += 2;
    } else {
      const behind = behindGenerics(tokens, at + 1);
      if (behind === at + 1) break;
      at = behind;
    }
  }
  return { words, start: first.start, end, next: at };
}

/** `path(…)`, `path![…]`. */
export interface Call extends Span {
  readonly path: readonly string[];
  /** The last word of the path. */
  readonly name: string;
  readonly macro: boolean;
  readonly group: Group;
  readonly next: number;
}

/** What can stand behind the first word of a call. */
function isBehindName(token: Token | undefined): boolean {
  if (token?.kind === 'mark') return token.text === '::' || token.text === '!';
  return token?.kind === 'group';
}

export function callAt(tokens: readonly Token[], index: number): Call | null {
  // Most words begin none: of these no path is made.
  if (!isBehindName(tokens[index + 1])) return null;
  const path = pathAt(tokens, index);
  if (!path) return null;
  const macro = isMark(tokens[path.next], '!');
  const at = macro ? path.next + 1 : path.next;
  const group = tokens[at];
  if (!isGroup(group) || (!macro && group.open !== '(')) return null;
  const name = path.words.at(-1) ?? '';
  return {
    path: path.words,
    name,
    macro,
    group,
    next: at + 1,
    start: path.start,
    end: group.end,
  };
}

/** Methods behind a call that leave what it says as it is. */
const PLAIN_METHODS: ReadonlySet<string> = new Set([
  'unwrap',
  'expect',
  'map_err',
  'into',
  'try_into',
  'clone',
  'to_vec',
  'unwrap_or_default',
  'context',
]);

/** Whether all from an index on is `?`, `.unwrap()`, `.map_err(…)?`, ` as T` and their like. */
export function isPlainTail(tokens: readonly Token[], index: number): boolean {
  let at = index;
  while (at < tokens.length) {
    const token = tokens[at];
    const method = tokens[at + 1];
    if (isMark(token, '?')) at += 1;
    else if (
      isMark(token, '.') &&
      method?.kind === 'word' &&
      PLAIN_METHODS.has(method.text) &&
      isGroup(tokens[at + 2], '(')
    )
      at += 3;
    else if (isWord(token, 'as') && method?.kind === 'word')
      at = pathAt(tokens, at + 1)?.next ?? at;
    else return false;
  }
  return true;
}

/** The call that a whole expression is, but for a plain tail: `rules()?`, `f(x).unwrap()`. */
export function wholeCall(tokens: readonly Token[]): Call | null {
  const start = isMark(tokens[0], '&') ? 1 : 0;
  const call = callAt(tokens, start);
  return call && isPlainTail(tokens, call.next) ? call : null;
}

/** The call whose arguments are the bracket at an index; null where there is none. */
export function callBefore(siblings: readonly Token[], index: number): Call | null {
  if (!isGroup(siblings[index], '(') || siblings[index - 1]?.kind !== 'word') return null;
  let first = index - 1;
  while (isMark(siblings[first - 1], '::') && siblings[first - 2]?.kind === 'word') first -= 2;
  return callAt(siblings, first);
}
