import { conditionCall } from './conditions';
import { isCallName } from './entry-shape';
import type { Shape } from './found';
import type { Scope } from './items';
import type { Loop } from './made/loops';
import { madeEntry } from './made/shapes';
import type { Bracket, Reader } from './reader';
import { isRule } from './rule-shape';
import { isNamedEntry } from './shapes';
import { segmentsOf, type Segment } from './segments';
import { isGroup, isWord } from './syntax';
import type { Token } from './tokens';
import { isAsked, keeps } from './unread';
import { boundTo } from './variables';

/** What a bracket holds by its shape; `blank` where it is empty and can be what is left of a list. */
export function shapeOf(
  bracket: Bracket,
  scope: Scope,
  siblings: readonly Token[],
  index: number,
  reader: Reader,
): Shape | 'blank' | null {
  const { text } = reader;
  const segments = segmentsOf(bracket.group, text);
  const returns = scope.fn?.returns ?? 'other';
  if (segments.length === 0) {
    if (bracket.macro === null || bracket.macro === 'vec' || bracket.macro === 'or') {
      if (returns === 'list') return 'empty list';
      if (returns === 'rules') return 'empty rules';
      const before = siblings[bracket.macro === null ? index - 1 : index - 3];
      if (isWhole(before)) return 'blank';
    }
    return null;
  }
  const looped = loopOf(bracket, scope, reader) !== null;
  if (looped && segments.every(({ tokens }) => isElement(tokens))) return 'list';
  const tuples = returns === 'list' && segments.every(isTuple);
  if (tuples || segments.some((segment) => isEntry(segment, reader))) return 'list';
  if (segments.every(({ tokens }) => isCallName(tokens))) {
    return isAsked(siblings, index) || !keeps(scope) ? null : 'list';
  }
  if (segments.some((segment) => isRule(segment, scope, reader))) return 'rules';
  const conditions = segments.every(({ tokens }) => conditionCall(boundTo(tokens, scope)) !== null);
  if (conditions) return 'rule';
  return null;
}

/** What a function of the file does with each element of a bracket. */
export function loopOf({ group }: Bracket, { fn, owner }: Scope, reader: Reader): Loop | null {
  const { loops } = reader.makers;
  return fn === null && owner ? loops.ofConstant(owner.name) : loops.ofBracket(group);
}

function isEntry(segment: Segment, { text, makers }: Reader): boolean {
  const made = madeEntry(segment.tokens, makers);
  return made ? isCallName(made.key) : isNamedEntry(segment, text);
}

/** A number, a text or the name of a call: what can be looped over. */
function isElement(tokens: readonly Token[]): boolean {
  const [first, more] = tokens;
  const kind = first?.kind;
  return (more === undefined && (kind === 'number' || kind === 'literal')) || isCallName(tokens);
}

/** Whether what stands behind a token is no part of something else: neither of a pair nor of a closure. */
function isWhole(before: Token | undefined): boolean {
  if (before === undefined || isGroup(before) || isWord(before, 'return')) return true;
  return before.kind === 'mark' && ['=', '&', '=>', ';'].includes(before.text);
}

/** `(…)` that can be an entry: a pair that begins with a string is something else. */
function isTuple({ tokens: [tuple] }: Segment): boolean {
  return isGroup(tuple, '(') && tuple.inner[0]?.kind !== 'literal';
}
