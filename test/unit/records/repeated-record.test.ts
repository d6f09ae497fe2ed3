import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';
import { times } from '../../lib/times';
import { contentOf } from './content';
import { streams } from './streams';

/** Whole, so that lines like earlier ones are read from their bytes. */
function byBytes(bytes: Uint8Array): LogRecord[] {
  const decoder = new LogDecoder();
  return [...decoder.push(bytes), ...decoder.end()];
}

/** Byte for byte: a line that comes in parts is always read as text. */
function asText(bytes: Uint8Array): LogRecord[] {
  const decoder = new LogDecoder();
  const records = Array.from(bytes, (_, at) => decoder.push(bytes.subarray(at, at + 1)));
  return [...records.flat(), ...decoder.end()];
}

function assertSame(bytes: Uint8Array): number {
  const quick = byBytes(bytes);
  const plain = asText(bytes);
  assert.deepEqual(quick.map(contentOf), plain.map(contentOf));
  assert.ok(plain.every((record) => record.kind !== 'refusal' || record.like === undefined));
  return quick.filter((record) => record.kind === 'refusal' && record.like !== undefined).length;
}

test('lines like earlier ones are read from their bytes as they are read as text', () => {
  fc.assert(
    fc.property(streams, (text) => {
      assertSame(Buffer.from(text));
    }),
    times(400),
  );
});

/** `#` stands for digits that the plain way takes, and one more than it takes. */
for (const [what, form, numbers] of [
  ['seconds', 'audit(#.000:1): pid=7', ['1', '12345678901', '123456789012']],
  [
    'a time of today',
    'audit(#.000:1): pid=7',
    [
      '1700000000',
      '1700000009',
      '1700000042',
      '17000000x1',
      '170000001',
      '1700000100',
      '0700000100',
    ],
  ],
  ['milliseconds', 'audit(1.#:1): pid=7', ['000', '1', '12', '1234']],
  ['serial', 'audit(1.000:#): pid=7', ['1', '1234567890', '12345678901']],
  ['process', 'audit(1.000:1): pid=#', ['7', '1234567890', '12345678901', '']],
  ['another number', 'audit(1.000:1): auid=# pid=7', ['1', '1'.repeat(20), '1'.repeat(80), 'x']],
] as const) {
  test(`the length of ${what} makes no difference`, () => {
    const lines = numbers.map((number) => {
      const head = form.replace('#', number);
      return `type=SECCOMP msg=${head} comm="a" exe="/x" arch=c000003e syscall=1 ip=0x1 code=0x0\n`;
    });
    assertSame(Buffer.from([...lines, ...lines].join('')));
  });
}

test('a record that may go on in the next line is never taken for a whole one', () => {
  const begun = 'type=1326 audit(1.000:1): pid=7 comm="a" arch=c000003e syscall=1 ip=0x1';
  assertSame(Buffer.from(`${begun}\nx\n${begun}\n code=0x0\n${begun}\n`));
});

test('the quick way is taken', () => {
  const one = (number: number): string =>
    `type=SECCOMP msg=audit(1.00${number}:${number}): auid=${number} pid=${number} comm="a" ` +
    `exe="/x" arch=c000003e syscall=1 compat=0 ip=0x${number} code=0x0\x1dAUID="a"\n`;
  assert.equal(assertSame(Buffer.from([1, 2, 3].map(one).join(''))), 2);
});

test('hundreds of kinds are told apart', () => {
  const lines = Array.from(
    { length: 700 },
    (_, nth) =>
      `type=1326 audit(1700000000.000:${nth}): pid=7 comm="t${nth % 35}" exe="/x" arch=c000003e ` +
      `syscall=${nth} compat=0 ip=0x1 code=0x${nth % 2 === 0 ? '7ffc0000' : '80000000'}\n`,
  );
  assert.equal(assertSame(Buffer.from([...lines, ...lines].join(''))), lines.length);
});

test('every capture is read the same', () => {
  const folder = join(import.meta.dirname, '../../fixtures/records');
  for (const name of readdirSync(folder).filter((each) => /\.(log|json)$/.test(each))) {
    const bytes = readFileSync(join(folder, name));
    assertSame(Buffer.concat([bytes, Buffer.from('\n'), bytes]));
  }
});
