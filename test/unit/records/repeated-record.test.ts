import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';
import { contentOf } from './content';

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

const digits = (most: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom('0', '1', '7', '9'), { minLength: 1, maxLength: most })
    .map((d) => d.join(''));

const PREFIXES = [
  '',
  'node=h1 ',
  '[ #.#] audit: ',
  'Nov 25 10:#:# h kernel: audit: ',
  '{"MESSAGE":"',
];
const STAMPS = ['#.#:#', '1700000000.123:7', '1.#:#', '11/24/26 06:50:55.922:89'];
const HEADS = ['auid=# uid=# gid=# ses=#', 'auid=# subj=s0:c#,c# (enforce)', 'x=" pid=7 "', ''];
const NAMES = ['a', 'a ip=0x12', 'x pid=5 y', 'SIGSYS', 'x syscall=3 ', 'é', 'type=1326', '61'];
const ENDS = [
  '',
  ' extra',
  '\x1dAUID="u"',
  ' AUID="u"',
  ' code=0x0',
  ' ip=0x1',
  ' audit: ip=0x2',
  '**',
];
const BREAKS = [
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\n...\n',
  '\n__CURSOR=s\n',
  '\n[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n',
];

const line = fc
  .record({
    prefix: fc.constantFrom(...PREFIXES),
    type: fc.constantFrom('type=SECCOMP msg=', 'type=1326 ', 'type=1326 msg='),
    stamp: fc.constantFrom(...STAMPS),
    head: fc.constantFrom(...HEADS),
    name: fc.constantFrom(...NAMES),
    quote: fc.constantFrom('"', ''),
    ip: fc.constantFrom('ip=0x7f#', 'ip=0x#', 'ip=0xAB', 'ip=#', ''),
    code: fc.constantFrom(' code=0x7ffc0000', ' code=0x80000000', ' code=0x7ff', ''),
    end: fc.constantFrom(...ENDS),
    lineBreak: fc.constantFrom(...BREAKS),
  })
  .map(
    ({ prefix, type, stamp, head, name, quote, ip, code, end, lineBreak }) =>
      `${prefix}${type}audit(${stamp}): ${head} pid=# comm=${quote}${name}${quote} exe="/x" ` +
      `sig=0 arch=c000003e syscall=39 compat=0 ${ip}${code}${end}${lineBreak}`,
  );

/** A few lines, each several times with other digits, in any order. */
const stream = fc
  .array(line, { minLength: 1, maxLength: 4 })
  .chain((lines) =>
    fc.array(
      fc.tuple(fc.constantFrom(...lines), fc.array(digits(22), { minLength: 12, maxLength: 12 })),
      { minLength: 2, maxLength: 24 },
    ),
  )
  .map((all) =>
    all
      .map(([text, numbers]) => {
        let nth = 0;
        return text.replaceAll('#', () => (numbers[nth++ % numbers.length] ?? '0').slice(0, 4));
      })
      .join(''),
  );

test('lines like earlier ones are read from their bytes as they are read as text', () => {
  fc.assert(
    fc.property(stream, (text) => {
      assertSame(Buffer.from(text));
    }),
    { numRuns: 400 },
  );
});

/** `#` stands for digits that the plain way takes, and one more than it takes. */
for (const [what, form, numbers] of [
  ['seconds', 'audit(#.000:1): pid=7', ['1', '12345678901', '123456789012']],
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

test('every capture is read the same', () => {
  const folder = join(import.meta.dirname, '../../fixtures/records');
  for (const name of readdirSync(folder).filter((each) => /\.(log|json)$/.test(each))) {
    const bytes = readFileSync(join(folder, name));
    assertSame(Buffer.concat([bytes, Buffer.from('\n'), bytes]));
  }
});
