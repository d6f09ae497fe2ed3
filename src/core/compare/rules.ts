import * as l10n from '@vscode/l10n';
import type { Condition, Rule } from '../policy/entry';
import type { Constant } from '../policy/model';

type Length = 'dword' | 'qword';
type Comparison = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'masked_eq';

/** A condition as the kernel compares, without how it is written. */
interface Test {
  /** The same text for the same comparison. */
  readonly key: string;
  readonly arg: number;
  readonly len: Length;
  readonly op: Comparison;
  /** All ones but for `masked_eq`. */
  readonly mask: bigint;
  /** Cut to the bits compared; null where only its name is known. */
  readonly value: bigint | null;
  /** For people: `argument 1 == KVM_RUN (0xae80)`. */
  readonly words: string;
}

/** Tests that must all hold. */
export interface TestSet {
  readonly key: string;
  readonly tests: readonly Test[];
}

const BITS: Readonly<Record<Length, number>> = { dword: 32, qword: 64 };
const SIGNS = { eq: '==', ne: '!=', lt: '<', le: '<=', gt: '>', ge: '>=' } as const;

/**
 * Rules by what they admit, in the source's order, without those that another makes idle.
 * @param constants of the file: tell two values apart that have one name and no known number
 * @returns the condition that is not understood where there is one
 */
export function testSetsOf(
  rules: readonly Rule[],
  constants: readonly Constant[],
): readonly TestSet[] | { readonly unread: string } {
  const sets = new Map<string, TestSet>();
  for (const rule of rules) {
    const tests = new Map<string, Test>();
    for (const condition of rule.conditions) {
      const test = testOf(condition, constants);
      if (!test) return { unread: l10n.t('the condition on {0}', condition.text) };
      // The first of two that compare alike gives the words.
      if (!tests.has(test.key)) tests.set(test.key, test);
    }
    const sorted = [...tests.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    const key = sorted.map((test) => test.key).join('&');
    if (!sets.has(key)) sets.set(key, { key, tests: sorted });
  }
  const all = [...sets.values()];
  return all.filter((set) => !all.some((other) => other !== set && isPart(other, set)));
}

/** Whether all that rules admit is admitted by other rules. False where that cannot be told. */
export function within(inner: readonly TestSet[], outer: readonly TestSet[]): boolean {
  return inner.every((narrow) => outer.some((wide) => implies(narrow, wide)));
}

/** `argument 1 == KVM_RUN (0xae80) and …`. */
export function setWords({ tests }: TestSet): string {
  return tests.map(({ words }) => words).join(l10n.t(' and '));
}

/** Several rules: `… or …`. */
export function rulesWords(sets: readonly TestSet[]): string {
  return sets.map(setWords).join(l10n.t(' or '));
}

function isPart(part: TestSet, whole: TestSet): boolean {
  const keys = new Set(whole.tests.map(({ key }) => key));
  return part.tests.length < whole.tests.length && part.tests.every(({ key }) => keys.has(key));
}

function testOf(condition: Condition, constants: readonly Constant[]): Test | null {
  const { arg, len, op, text, name } = condition;
  if (arg === null || len === null || op === null) return null;
  const bits = BITS[len];
  const ones = BigInt.asUintN(bits, -1n);
  if (op === 'masked_eq' && condition.mask === null) return null;
  const mask = op === 'masked_eq' ? BigInt.asUintN(bits, condition.mask ?? 0n) : ones;
  const value = condition.value === null ? null : condition.value & mask;
  if (value === null && name === null) return null;
  // A mask of all ones is no mask.
  const plain = op === 'masked_eq' && mask === ones ? 'eq' : op;
  const shown = value === null ? `?${nameKey(condition, constants)}` : value.toString(16);
  const masked = plain === 'masked_eq' ? mask.toString(16) : '';
  const number = name !== null && value !== null ? ` (0x${value.toString(16)})` : '';
  const left =
    plain === 'masked_eq'
      ? l10n.t('argument {0} & {1}', arg, `0x${masked}`)
      : l10n.t('argument {0}', arg);
  const sign = plain === 'masked_eq' ? '==' : SIGNS[plain];
  return {
    key: [arg, len, plain, masked, shown].join(' '),
    arg,
    len,
    op: plain,
    mask,
    value,
    words: `${left} ${sign} ${text}${number}${len === 'qword' ? l10n.t(' (64 bits)') : ''}`,
  };
}

/** A name, with what this file says that it is: two sources can mean different things by it. */
function nameKey({ name, path }: Condition, constants: readonly Constant[]): string {
  const meant = constants.filter((constant) => constant.name === name).map(({ text }) => text);
  return JSON.stringify([path, meant.sort()]);
}

function implies(narrow: TestSet, wide: TestSet): boolean {
  return wide.tests.every((need) =>
    narrow.tests.some((given) => given.key === need.key || follows(given, need)),
  );
}

/** Whether every value that passes one test passes another one on the same argument. */
function follows(given: Test, need: Test): boolean {
  if (given.arg !== need.arg || given.value === null || need.value === null) return false;
  // Of a value whose low half alone is known the whole is not.
  if (given.len === 'dword' && need.len === 'qword') return false;
  if (given.op === 'eq') return passes(given.value, need);
  if (given.len !== need.len) return false;
  if (given.op === 'masked_eq') {
    const known = (need.mask & ~given.mask) === 0n;
    return (need.op === 'masked_eq' || need.op === 'eq') && known
      ? (given.value & need.mask) === need.value
      : need.op === 'ne' && (given.value & given.mask) !== (need.value & given.mask);
  }
  const [low, high] = rangeOf(given);
  switch (need.op) {
    case 'lt':
    case 'le':
      return high !== null && passes(high, need);
    case 'gt':
    case 'ge':
      return low !== null && passes(low, need);
    case 'ne':
      return (high !== null && high < need.value) || (low !== null && low > need.value);
    case 'eq':
    case 'masked_eq':
      return false;
  }
}

/** The least and the greatest value that pass an ordering; null where there is no such bound. */
function rangeOf({ op, value }: Test): readonly [bigint | null, bigint | null] {
  if (value === null) return [null, null];
  switch (op) {
    case 'lt':
      return [null, value - 1n];
    case 'le':
      return [null, value];
    case 'gt':
      return [value + 1n, null];
    case 'ge':
      return [value, null];
    default:
      return [null, null];
  }
}

function passes(whole: bigint, { op, len, mask, value }: Test): boolean {
  if (value === null) return false;
  const given = BigInt.asUintN(BITS[len], whole);
  switch (op) {
    case 'eq':
    case 'masked_eq':
      return (given & mask) === value;
    case 'ne':
      return given !== value;
    case 'lt':
      return given < value;
    case 'le':
      return given <= value;
    case 'gt':
      return given > value;
    case 'ge':
      return given >= value;
  }
}
