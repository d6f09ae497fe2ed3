import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionOfCode, actionWords, rustAction } from '../../../src/core/abi/actions';
import data from '../../../src/core/abi/data/constants.json';

const CODES = [
  [0x00000000, 'kill-thread'],
  [0x80000000, 'kill-process'],
  [0x00030000, 'trap'],
  [0x00050000, 'errno'],
  [0x00050026, 'errno'],
  [0x7fc00000, 'user-notif'],
  [0x7ff00000, 'trace'],
  [0x7ffc0000, 'log'],
  [0x7fff0000, 'allow'],
  [0x7fff0001, 'allow'],
  [0x00010000, null],
  [0xffffffff, null],
] as const;

for (const [code, action] of CODES) {
  test(`code=0x${code.toString(16)} is ${action ?? 'no action'}`, () => {
    assert.equal(actionOfCode(code), action);
  });
}

test('every action of the kernel has words and a Rust name of its own', () => {
  const actions = data.actions.map(([, hex = '']) => actionOfCode(Number.parseInt(hex, 16)));
  assert.deepEqual(
    actions,
    data.actions.map(([name]) => name),
  );
  const known = actions.flatMap((action) => action ?? []);
  assert.equal(new Set(known.map(rustAction)).size, known.length);
  for (const action of known) assert.match(actionWords(action), /^[A-Z][^\n]*\.$/);
});
