import type { Span } from '../text/span';
import type { Group, Token } from './tokens';

/** `#[…]` in front of something; `cfg` is the predicate of a `#[cfg(…)]` on one line. */
export interface Attribute extends Span {
  readonly cfg: string | null;
}

/** One of the things that commas separate, with the attributes in front of it. */
export interface Segment extends Span {
  readonly attributes: readonly Attribute[];
  readonly tokens: readonly Token[];
  /** Where `tokens` begin: behind the attributes. */
  readonly bodyStart: number;
  /** The offset of the comma behind it, null where there is none. */
  readonly comma: number | null;
}

export function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}

export function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === 'word' && token.text === text;
}

export function isGroup(token: Token | undefined, open?: Group['open']): token is Group {
  return token?.kind === 'group' && (open === undefined || token.open === open);
}

/** Whether brackets hold more than one word: nothing begins in others. */
export function holdsMore({ inner }: Group): boolean {
  return inner.length > 1 || isGroup(inner[0]);
}

/** Blanks, control characters, and marks that turn the direction of text. */
const UNPRINTABLE = /[\s\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu;

/** A stretch of source on one line, fit to be shown: every run of blanks and controls is a space. */
export function oneLineOf(text: string, span: Span): string {
  return text.slice(span.start, span.end).replace(UNPRINTABLE, ' ').trim();
}

/** The text of a bracket's inside. A bracket without an end reaches to where it was given up. */
export function innerSpan(group: Group): Span {
  return { start: group.start + 1, end: group.closed ? group.end - 1 : group.end };
}

/** `#[…]` or `#![…]` at an index, with the index behind it; null where there is none. */
export function attributeAt(
  tokens: readonly Token[],
  index: number,
  text: string,
): { attribute: Attribute; next: number } | null {
  const hash = tokens[index];
  if (!hash || !isMark(hash, '#')) return null;
  const at = isMark(tokens[index + 1], '!') ? index + 2 : index + 1;
  const group = tokens[at];
  if (!isGroup(group, '[')) return null;
  const predicate = group.inner[1];
  const cfg =
    isWord(group.inner[0], 'cfg') && isGroup(predicate, '(')
      ? oneLineOf(text, innerSpan(predicate)).replace(/,$/, '')
      : null;
  return { attribute: { start: hash.start, end: group.end, cfg }, next: at + 1 };
}

/** Several `#[cfg]` over one another as one predicate; null where there is none. */
export function joinCfgs(cfgs: readonly (string | null)[]): string | null {
  if (cfgs.length < 2) return cfgs[0] ?? null;
  const all = [...new Set(cfgs.filter((cfg) => cfg !== null))];
  return all.length > 1 ? `all(${all.join(', ')})` : (all[0] ?? null);
}

export function cfgOf(attributes: readonly Attribute[]): string | null {
  return joinCfgs(attributes.map(({ cfg }) => cfg));
}

/** What the commas of a bracket separate; nothing for the trailing one. */
export function segmentsOf(group: Group, text: string): Segment[] {
  const { inner } = group;
  const segments: Segment[] = [];
  let from = 0;
  for (let at = 0; at <= inner.length; at += 1) {
    if (at < inner.length && !isMark(inner[at], ',')) continue;
    const comma = inner[at]?.start ?? null;
    const segment = segmentOf(inner.slice(from, at), text, comma);
    if (segment) segments.push(segment);
    from = at + 1;
  }
  return segments;
}

/** No statement that makes an entry is so long; a hostile one must not be read over and over. */
const MAX_STATEMENT = 64;

/** The statement that a token is part of, as a segment whose comma is its semicolon. */
export function statementAt(tokens: readonly Token[], index: number, text: string): Segment | null {
  const ends = (token: Token | undefined): boolean =>
    token === undefined ||
    (token.kind === 'mark' && (token.text === ';' || token.text === ',' || token.text === '=>')) ||
    isGroup(token, '{');
  let from = index;
  while (!ends(tokens[from - 1]) && index - from < MAX_STATEMENT) from -= 1;
  let to = index;
  while (!ends(tokens[to]) && to - index < MAX_STATEMENT) to += 1;
  const semicolon = isMark(tokens[to], ';') ? (tokens[to]?.start ?? null) : null;
  return segmentOf(tokens.slice(from, to), text, semicolon);
}

function segmentOf(tokens: readonly Token[], text: string, comma: number | null): Segment | null {
  const first = tokens[0];
  const last = tokens.at(-1);
  if (!first || !last) return null;
  const attributes: Attribute[] = [];
  let at = 0;
  for (;;) {
    const found = attributeAt(tokens, at, text);
    if (!found) break;
    attributes.push(found.attribute);
    at = found.next;
  }
  const body = at === 0 ? tokens : tokens.slice(at);
  const bodyStart = body[0]?.start ?? last.end;
  return { attributes, tokens: body, bodyStart, comma, start: first.start, end: last.end };
}

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
    } else if (isMark(word, '<')) {
      while (at < tokens.length && !isMark(tokens[at], '>')) at += 1;
      at += 1;
    } else break;
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
