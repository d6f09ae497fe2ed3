import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrateNames } from '../../../src/core/policy/crate-names';

/** A source that declares so many functions, `rules_1` first. */
const declaring = (count: number): string =>
  Array.from({ length: count }, (_, at) => `fn rules_${at + 1}() {}\n`).join('');

const USES: readonly (readonly [text: string, uses: boolean])[] = [
  ['let rules = rules_1()?;', true],
  ['let rules = filters::rules_1;', true],
  ['use crate::{filters::rules_1, other};', true],
  ['rules_1 ()', true],
  ['let other = my_rules_1();', false],
  ['let other = rules_1x();', false],
  ['let rules_1 = 3;', false],
  ['self.rules_1()', false],
  ['fn rules_1() {}', false],
  ['', false],
];

// More names than are looked for by one expression are read all the same.
for (const count of [1, 5000]) {
  for (const [text, uses] of USES) {
    test(`of ${count} names: ${JSON.stringify(text)} ${uses ? 'uses' : 'does not use'} one`, () => {
      assert.equal(new CrateNames(declaring(count)).uses(text), uses);
    });
  }
}

test('nothing is used of a source that declares nothing', () => {
  assert.equal(new CrateNames('use libc;').uses('let rules = rules_1()?;'), false);
});

test('a name of megabytes is looked for too', () => {
  const name = 'a'.repeat(2_000_000);
  const names = new CrateNames(`fn ${name}() {}`);
  assert.equal(names.uses(`${name}()`), true);
  assert.equal(names.uses(`${name}b()`), false);
});
