import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ruleAdmits } from '../../../src/core/plan/admits';
import { want } from './cases';
import { policyOf } from './support';

/** Of the requests 0xae7f, 0xae80 and 0xae81: which of them a comparison lets through. */
const COMPARISONS: readonly (readonly [comparison: string, admits: string])[] = [
  ['Eq, 0xae80', 'no yes no'],
  ['Ne, 0xae80', 'yes no yes'],
  ['Lt, 0xae80', 'yes no no'],
  ['Le, 0xae80', 'yes yes no'],
  ['Gt, 0xae80', 'no no yes'],
  ['Ge, 0xae80', 'no yes yes'],
  ['MaskedEq(0xfffe), 0xae80', 'no yes yes'],
  ['MaskedEq(elsewhere::MASK), 0xae80', 'unknown unknown unknown'],
  ['Ge, elsewhere::FIRST', 'unknown unknown unknown'],
];

for (const [comparison, admits] of COMPARISONS) {
  test(`a rule by ${comparison}`, async () => {
    const rule = `and![Cond::new(1, ArgLen::Dword, ${comparison})?]`;
    const { lists } = await policyOf(`fn calls() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![(libc::SYS_ioctl, or![${rule}])]
}
`);
    const [read] = lists[0]?.entries[0]?.rules ?? [];
    assert.ok(read);
    const answers = [0xae7f, 0xae80, 0xae81].map((request) =>
      ruleAdmits(read, want('ioctl', request)),
    );
    assert.equal(answers.join(' '), admits);
  });
}
