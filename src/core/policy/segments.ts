import type { Span } from '../text/span';
import { behindGenerics } from './generics';
import { innerSpan, isGroup, isMark, isWord, oneLineOf } from './syntax';
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
    // The commas in `collect::<BTreeMap<_, _>>()` part types.
    if (isMark(inner[at], '::')) at = behindGenerics(inner, at + 1) - 1;
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
