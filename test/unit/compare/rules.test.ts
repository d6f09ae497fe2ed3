import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { testSetsOf, within, type TestSet } from '../../../src/core/compare/rules';
import type { ArgLen, CmpOp, Condition, Rule } from '../../../src/core/policy/entry';
import { times } from '../../lib/times';

const NOWHERE = { span: { start: 0, end: 0 }, line: 1 };

interface Comparison {
  readonly arg: number;
  readonly len: ArgLen;
  readonly op: CmpOp;
  readonly mask: bigint;
  readonly value: bigint;
}

function conditionOf({ arg, len, op, mask, value }: Comparison): Condition {
  const place = { name: null, path: null, valueSpan: null, coreSpan: null };
  const masked = op === 'masked_eq' ? mask : null;
  return { ...NOWHERE, ...place, arg, len, op, mask: masked, value, text: String(value) };
}

function ruleOf(comparisons: readonly Comparison[]): Rule {
  return { ...NOWHERE, cfg: null, conditions: comparisons.map(conditionOf) };
}

function setsOf(rules: readonly (readonly Comparison[])[]): readonly TestSet[] {
  const sets = testSetsOf(rules.map(ruleOf), []);
  assert.ok(!('unread' in sets));
  return sets;
}

/** What seccompiler's code for a comparison does with an argument (`SeccompCondition`). */
function admits({ arg, len, op, mask, value }: Comparison, args: readonly bigint[]): boolean {
  const bits = len === 'dword' ? 32 : 64;
  const given = BigInt.asUintN(bits, args[arg] ?? 0n);
  const right = BigInt.asUintN(bits, value);
  const cut = BigInt.asUintN(bits, mask);
  switch (op) {
    case 'eq':
      return given === right;
    case 'ne':
      return given !== right;
    case 'lt':
      return given < right;
    case 'le':
      return given <= right;
    case 'gt':
      return given > right;
    case 'ge':
      return given >= right;
    case 'masked_eq':
      return (given & cut) === (right & cut);
  }
}

// Small numbers, so that all arguments that tell them apart can be tried; one bit above the low half.
const HIGH = 1n << 32n;
const small = fc
  .tuple(fc.bigInt(0n, 4n), fc.constantFrom(0n, HIGH))
  .map(([low, high]) => low + high);
const comparison = fc.record<Comparison>({
  arg: fc.constantFrom(0, 1),
  len: fc.constantFrom('dword', 'qword'),
  op: fc.constantFrom('eq', 'eq', 'ne', 'lt', 'le', 'gt', 'ge', 'masked_eq'),
  mask: fc.constantFrom(0n, 1n, 3n, 7n, 0xffff_ffffn, 2n ** 64n - 1n, HIGH),
  value: small,
});
const rules = fc.array(fc.array(comparison, { minLength: 1, maxLength: 2 }), {
  minLength: 1,
  maxLength: 3,
});
const VALUES = [0n, 1n, 2n, 3n, 4n, 5n, 6n].flatMap((low) => [low, low + HIGH]);
const ARGUMENTS = VALUES.flatMap((first) => VALUES.map((second) => [first, second]));

function admitted(all: readonly (readonly Comparison[])[]): boolean[] {
  return ARGUMENTS.map((args) => all.some((rule) => rule.every((one) => admits(one, args))));
}

test('rules that are said to lie within others admit nothing that those do not', () => {
  let within_ = 0;
  fc.assert(
    fc.property(rules, rules, (inner, outer) => {
      if (!within(setsOf(inner), setsOf(outer))) return;
      within_ += 1;
      const wide = admitted(outer);
      admitted(inner).forEach((yes, at) => {
        assert.ok(!yes || wide[at], `arguments ${String(ARGUMENTS[at])}`);
      });
    }),
    times(4000),
  );
  assert.ok(within_ > 50, `only ${within_} pairs were within one another`);
});

test('rules that count as alike admit the same', () => {
  const keys = (sets: readonly TestSet[]): string =>
    sets
      .map(({ key }) => key)
      .sort()
      .join('|');
  fc.assert(
    fc.property(rules, fc.array(fc.nat(2), { maxLength: 4 }), (some, again) => {
      // Another order, and rules that say what one of them says already.
      const longer = [...some, ...again.flatMap((at) => (some[at] ? [some[at]] : []))].reverse();
      const idle = longer.flatMap((rule) => [rule, [...rule, ...(some[0] ?? [])]]);
      assert.equal(keys(setsOf(longer)), keys(setsOf(some)));
      assert.equal(keys(setsOf(idle)), keys(setsOf(some)));
      assert.deepEqual(admitted(idle), admitted(some));
    }),
    times(500),
  );
});

interface Implication {
  readonly narrow: Comparison;
  readonly wide: Comparison;
  readonly holds: boolean;
}
const one = (op: CmpOp, value: bigint, len: ArgLen = 'dword', mask = 0n): Comparison => ({
  arg: 1,
  len,
  op,
  mask,
  value,
});
const implications: readonly Implication[] = [
  { narrow: one('eq', 2n), wide: one('le', 2n), holds: true },
  { narrow: one('eq', 3n), wide: one('le', 2n), holds: false },
  { narrow: one('eq', 6n), wide: one('masked_eq', 2n, 'dword', 3n), holds: true },
  { narrow: one('eq', HIGH + 2n, 'qword'), wide: one('eq', 2n), holds: true },
  { narrow: one('eq', 2n), wide: one('eq', 2n, 'qword'), holds: false },
  { narrow: one('lt', 3n), wide: one('le', 2n), holds: true },
  { narrow: one('gt', 2n), wide: one('ge', 3n), holds: true },
  { narrow: one('ge', 2n), wide: one('gt', 2n), holds: false },
  { narrow: one('gt', 2n), wide: one('ne', 2n), holds: true },
  {
    narrow: one('masked_eq', 6n, 'dword', 7n),
    wide: one('masked_eq', 2n, 'dword', 3n),
    holds: true,
  },
  {
    narrow: one('masked_eq', 2n, 'dword', 3n),
    wide: one('masked_eq', 6n, 'dword', 7n),
    holds: false,
  },
  { narrow: one('masked_eq', 1n, 'dword', 1n), wide: one('ne', 2n), holds: true },
  { narrow: one('masked_eq', 5n, 'dword', 0xffff_ffffn), wide: one('eq', 5n), holds: true },
];
for (const { narrow, wide, holds } of implications) {
  const words = (side: Comparison): string => setsOf([[side]])[0]?.tests[0]?.words ?? '';
  test(`${words(narrow)} ${holds ? 'is' : 'is not'} within ${words(wide)}`, () => {
    assert.equal(within(setsOf([[narrow]]), setsOf([[wide]])), holds);
  });
}
