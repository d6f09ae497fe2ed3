import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { isFromPanel } from '../../../src/features/decoder/messages';

const JUNK: readonly unknown[] = [
  ...[undefined, null, true, 0, -1, Number.NaN, 1e300, 7n, 'ready', '', [], ['ready'], {}],
  ...[Symbol('ready'), () => 'ready', new Map([['type', 'ready']])],
  ...[
    '',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'show',
    'READY',
    7,
    null,
    {},
  ].map((type) => ({ type, key: 'a', remedy: 'b', index: 0 })),
  { type: ['ready'] },
  JSON.parse('{"__proto__": {"type": "ready"}}'),
  { type: 'apply' },
  { type: 'apply', key: 'a' },
  { type: 'apply', key: 'a', remedy: null },
  { type: 'apply', key: {}, remedy: 'b' },
  { type: 'apply', remedy: 'b', __proto__: null },
  { type: 'openRemedy', key: ['a'], remedy: 'b' },
  { type: 'compare', key: 'a', remedy: 1 },
  { type: 'openEvidence', key: 'a' },
  { type: 'openEvidence', key: 'a', index: '0' },
  { type: 'openEvidence', key: 7, index: 0 },
  { type: 'stopIgnoring', key: null },
  { type: 'openAllowed' },
];

test('what is no message of the page is none', () => {
  for (const junk of JUNK) assert.equal(isFromPanel(junk), false, inspect(junk));
});

test('what the page sends is a message', () => {
  for (const message of [
    { type: 'ready' },
    { type: 'openEvidence', key: 'a', index: 1e300 },
    { type: 'apply', key: '__proto__', remedy: 'b', more: null },
    { type: 'openRemedy', key: 'a', remedy: 'b' },
    { type: 'compare', key: 'a', remedy: 'b' },
    { type: 'stopIgnoring', key: 'a' },
    { type: 'openAllowed', key: 'a' },
    { type: 'watchLogFile' },
  ]) {
    assert.equal(isFromPanel(message), true, message.type);
  }
});
