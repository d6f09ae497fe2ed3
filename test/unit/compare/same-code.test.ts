import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameCode } from '../../../src/core/compare/same-code';
import { parserReady } from './support';

const PAIRS: readonly (readonly [one: string, other: string, same: boolean])[] = [
  ['calls! { read /* why */ write }', 'calls! {\n  read // why\n  write\n}', true],
  ['calls! { read }', 'calls! { write }', false],
  ['calls! { (read) end }', 'calls! { (read end) }', false],
  ['fn f() {', 'fn f() {', true],
  ['fn f() { /* a', 'fn f() { /* b', false],
];

for (const [one, other, same] of PAIRS) {
  test(`${one} is ${same ? '' : 'not '}the same code as ${other}`, async () => {
    assert.equal(isSameCode(await parserReady, one, other), same);
  });
}
