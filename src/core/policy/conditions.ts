import { cfgOn } from './cfg';
import type { Scope } from './items';
import type { ArgLen, CmpOp, Condition } from './entry';
import type { Span } from '../text/span';
import { COMPARISONS, speaksOf } from './libseccomp';
import type { Reader } from './reader';
import { pathAt, wholeCall, type Call } from './calls';
import { cfgOf, segmentsOf, type Segment } from './segments';
import { isGroup, isWord } from './syntax';
import type { Group, Token } from './tokens';
import { integerOf } from './integer';
import { readValue, type ConstantTable } from './values';

const LENGTHS: ReadonlyMap<string, ArgLen> = new Map([
  ['Dword', 'dword'],
  ['DWORD', 'dword'],
  ['Qword', 'qword'],
  ['QWORD', 'qword'],
]);

const OPS: ReadonlyMap<string, CmpOp> = new Map([
  ['Eq', 'eq'],
  ['Ne', 'ne'],
  ['Lt', 'lt'],
  ['Le', 'le'],
  ['Gt', 'gt'],
  ['Ge', 'ge'],
  ['MaskedEq', 'masked_eq'],
]);

function lastWord(tokens: readonly Token[]): string {
  return pathAt(tokens, 0)?.words.at(-1) ?? '';
}

function operatorOf(tokens: readonly Token[]): CmpOp | null {
  const word = lastWord(tokens);
  const named = speaksOf('ScmpCompareOp', tokens) ? COMPARISONS.get(word) : undefined;
  return OPS.get(named ?? word) ?? null;
}

/** The call of `Cond::new(index, length, operator, value)`; null where tokens are something else. */
export function conditionCall(tokens: readonly Token[]): Call | null {
  const call = wholeCall(tokens);
  if (!call || call.macro || call.path.length < 2) return null;
  if (call.name !== 'new' && argumentLength(call) === null) return null;
  return isComparison(call.group) ? call : null;
}

/** What extrasafe's `SeccompArgumentFilter` compares, by what makes it; null for any other's call. */
function argumentLength({ name, path }: Call): ArgLen | null {
  if (path.at(-2) !== 'SeccompArgumentFilter') return null;
  if (name === 'new32') return 'dword';
  return name === 'new' || name === 'new64' ? 'qword' : null;
}

/** Whether brackets hold the arguments of a comparison: a length or an operator among them. */
export function isComparison({ inner }: Group): boolean {
  return (
    inner.some(
      (token) => token.kind === 'word' && (LENGTHS.has(token.text) || OPS.has(token.text)),
    ) || speaksOf('ScmpCompareOp', inner)
  );
}

/**
 * The arguments of a call by their place. `#[cfg(a)] x, #[cfg(not(a))] y` are two ways to write one
 * argument: the first of those that can exist on the architecture, the plainest if several can.
 */
function argumentsOf(group: Group, reader: Reader): Segment[] {
  const places: Segment[][] = [];
  for (const segment of segmentsOf(group, reader.text)) {
    const previous = places.at(-1);
    if (segment.attributes.length > 0 && (previous?.[0]?.attributes.length ?? 0) > 0) {
      previous?.push(segment);
    } else places.push([segment]);
  }
  return places.flatMap((ways) => {
    const possible = ways.filter((way) => cfgOn(cfgOf(way.attributes), reader.arch) !== 'false');
    const [best] = possible.sort((a, b) => a.tokens.length - b.tokens.length);
    return best ? [best] : [];
  });
}

/** Reads one condition; null where tokens are none. A part that is not understood is null in it. */
export function readCondition(
  tokens: readonly Token[],
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition | null {
  const call = conditionCall(tokens);
  if (!call) return null;
  const span = { start: call.start, end: tokens.at(-1)?.end ?? call.end };
  const condition = conditionIn(call.group, span, scope, reader, constants);
  return { ...condition, len: condition.len ?? argumentLength(call) };
}

/**
 * Reads the arguments of a comparison, whatever their order is: `(1, ArgLen::Dword, Eq, X)`, `(1, Eq,
 * X)` of crates before there were lengths, `(Eq, 1, X)`.
 */
export function conditionIn(
  group: Group,
  span: Span,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Condition {
  const args = argumentsOf(group, reader);
  const scmp = comparatorOf(args);
  const { length, operator, index, value } = comparisonOf(scmp?.args ?? args);
  const number = index?.tokens[0]?.kind === 'number' ? integerOf(index.tokens[0].text) : null;
  const op = operatorOf(operator?.tokens ?? []);
  const isScmp = scmp !== null || speaksOf('ScmpCompareOp', operator?.tokens ?? []);
  return {
    ...reader.located(span),
    arg: number === null ? null : Number(number),
    // libseccomp compares all 64 bits.
    len: isScmp ? 'qword' : (LENGTHS.get(lastWord(length?.tokens ?? [])) ?? null),
    op,
    mask: op === 'masked_eq' ? numberIn(scmp?.mask ?? maskIn(operator), scope, constants) : null,
    ...valueIn(value, scope, reader, constants),
  };
}

/**
 * The arguments of syscallz's `Comparator::new(1, Cmp::Eq, A, None)`, and of one that masks,
 * `(1, Cmp::MaskedEq, MASK, Some(A))`, without what no other comparison has; null for others.
 */
function comparatorOf(
  args: readonly Segment[],
): { readonly args: readonly Segment[]; readonly mask: readonly Token[] | null } | null {
  const [index, operator, first, second, more] = args;
  const [word, group] = second?.tokens ?? [];
  if (!index || !operator || !first || !second || more) return null;
  if (pathAt(operator.tokens, 0)?.words.at(-2) !== 'Cmp') return null;
  if (isWord(word, 'None')) return { args: [index, operator, first], mask: null };
  if (!isWord(word, 'Some') || !isGroup(group, '(')) return null;
  const [value] = segmentsOf(group, '');
  return value ? { args: [index, operator, value], mask: first.tokens } : null;
}

/** The arguments of a comparison by what they are, whatever their order is. */
export function comparisonOf(
  given: readonly Segment[],
): Record<'length' | 'operator' | 'index' | 'value', Segment | undefined> {
  const length = given.find(({ tokens }) => LENGTHS.has(lastWord(tokens)));
  const operator = given.find(({ tokens }) => operatorOf(tokens) !== null);
  const named = [length, operator].filter((one) => one !== undefined);
  const unknown = given.length - named.length - 2;
  const others = given.filter((one) => !named.includes(one));
  // A length or an operator out of a variable stands between the two.
  return { length, operator, index: others[0], value: others[1 + Math.max(0, unknown)] };
}

/** What a condition says of the value that it compares with, where that is written. */
export function valueIn(
  value: Segment | undefined,
  scope: Scope,
  reader: Reader,
  constants: ConstantTable,
): Pick<Condition, 'value' | 'text' | 'name' | 'path' | 'valueSpan' | 'coreSpan'> {
  const written = value ? readValue(value.tokens, reader.text) : null;
  const value64 = value ? constants.numberOf(value.tokens, scope) : null;
  const valueSpan = value ? { start: value.bodyStart, end: value.end } : null;
  return {
    // seccompiler takes a u64: a negative number is one that wrapped.
    value: value64 === null ? null : BigInt.asUintN(64, value64),
    text: written?.text ?? (valueSpan ? reader.quote(valueSpan) : ''),
    name: written?.path?.at(-1) ?? null,
    path: written?.path ?? null,
    valueSpan,
    coreSpan: written?.core ?? null,
  };
}

/** `0xff` of `MaskedEq(0xff)`. */
function maskIn(operator: Segment | undefined): readonly Token[] | null {
  const tokens = operator?.tokens ?? [];
  const argument = tokens[pathAt(tokens, 0)?.next ?? 0];
  return isGroup(argument, '(') ? argument.inner : null;
}

function numberIn(
  tokens: readonly Token[] | null,
  scope: Scope,
  constants: ConstantTable,
): bigint | null {
  return tokens && constants.numberOf(tokens, scope);
}
