import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, LogDecoder } from '../../../src/core/records/decode';
import { MAX_LINE_BYTES } from '../../../src/core/records/line-cutter';
import type { LogRecord } from '../../../src/core/records/record';
import { assertCheap } from '../../lib/work';
import { times } from '../../lib/times';
import { contentOf } from './content';

function decodeWhole(bytes: Uint8Array): LogRecord[] {
  const decoder = new LogDecoder();
  return [...decoder.push(bytes), ...decoder.end()];
}

/** Decodes in chunks of the lengths given, over and over, each in memory of its own. */
function decodeInChunks(bytes: Uint8Array, lengths: readonly number[]): LogRecord[] {
  const decoder = new LogDecoder();
  const records: LogRecord[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    const chunk = Uint8Array.from(bytes.subarray(at, at + length));
    records.push(...decoder.push(chunk));
    chunk.fill(0xaa); // A chunk is the caller's again once it was pushed.
    at += length;
  }
  return [...records, ...decoder.end()];
}

const kernel = (number: number): string =>
  `[ 1.5] audit: type=1326 audit(1700000000.123:${number}): pid=7 comm=6E61C3AF7665 exe="/naïve/vmm" sig=0 arch=c000003e syscall=${number} compat=0 ip=0x1 code=0x7ffc0000`;

/** What streams are made of: whole records, parts of records, and what terminals add. */
const PARTS = [
  kernel(39),
  kernel(1),
  kernel(2).replace('1326', '\x1b[1m13\x1b[0m26'),
  'type=SECCOMP msg=audit(1700000000.123:9): pid=7 arch=c000003e syscall=3 code=0x0\x1dAUID="é"',
  'audit[7]: SECCOMP pid=7 comm="a" arch=40000003 syscall=4 code=0x0',
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 16',
  '[ERROR][HYPERLIGHT] IOCTL Param: 44672',
  'value: DisallowedSyscall',
  'kauditd_printk_skb: 10 callbacks suppressed',
  'audit: audit_backlog=65 > audit_backlog_limit=64',
  'audit: audit_lost=3 audit_rate_limit=0 audit_backlog_limit=64',
  '> audit: type=1326 audit(1700000000.123:5): pid=7',
  '> comm="a" arch=c000003e sysc',
  'all=5 compat=0 code=0x7ffc',
  '0000',
  '...',
  `{"_AUDIT_ID":"5","MESSAGE":"SECCOMP pid=7 comm=\\"é\\" arch=c000003e syscall=6 code=0x0"}`,
  '{"MESSAGE":[83,69,67,67,79,77,80,32,115,121,115,99,97,108,108,61,55]}',
  '__CURSOR=s',
  'MESSAGE=SECCOMP pid=7 arch=c000003e syscall=8 code=0x0',
  '_SOURCE_REALTIME_TIMESTAMP=1700000000123000',
  '_AUDIT_ID=9',
  'type=SECCOMP msg=audit(11/24/26 06:50:55.922:89) : pid=7 comm=é exe=/x sig=SIG0 arch=x86_64 syscall=getpid code=log ',
  'type=ANOM_ABEND msg=audit(1.000:1): pid=7 comm="a" sig=31 res=1',
  '==== Possible seccomp violation ====',
  'Syscall number: 47 (arch: 0xc000003e, tid: 12, thread: é)',
  'intercepting a bad syscall (39).',
  'Bad system call',
  'exit status: 159',
  '\x1b]633;C\x07',
  '\x1b[31m',
  'audit: type=13',
  '\0\0\0',
  'naïve 😀 ',
  ' ',
  '\n',
  '\r\n',
  '\r',
  '\n\n',
];

const stream = fc
  .array(fc.oneof(fc.constantFrom(...PARTS), fc.constantFrom('\n', '\r\n')), {
    maxLength: 40,
    size: 'max',
  })
  .map((parts) => Buffer.from(parts.join('')));
const lengths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });

test('a stream decodes the same however it is cut', () => {
  let records = 0;
  fc.assert(
    fc.property(stream, lengths, (bytes, cuts) => {
      const whole = decodeWhole(bytes);
      records += whole.length;
      assert.deepEqual(decodeInChunks(bytes, cuts), whole);
    }),
    times(500),
  );
  assert.ok(records > 1000, 'the streams held records');
});

const SETTLED_TOGETHER = [
  '==== Possible seccomp violation ====\n\r\n\n[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n\n',
  'audit: audit_backlog=65 > audit_backlog_limit=64\n\n[ERROR][HYPERLIGHT] IOCTL Param: 44672\n' +
    '[ERROR][HYPERLIGHT] Disallowed Syscall: 16Bad system call\n\n',
];

for (const text of SETTLED_TOGETHER) {
  test(`what waits is given in the same order byte by byte: ${JSON.stringify(text)}`, () => {
    const bytes = Buffer.from(text);
    assert.deepEqual(decodeInChunks(bytes, [1]), decodeWhole(bytes));
  });
}

test('a text decodes the same however it is cut, also inside a surrogate pair', () => {
  const text = `${kernel(39).replace('vmm', '😀')}\n`;
  const whole = decodeText(text);
  assert.equal(whole.length, 1);
  for (let cut = 0; cut <= text.length; cut++) {
    const decoder = new LogDecoder();
    const records = [
      ...decoder.push(text.slice(0, cut)),
      ...decoder.push(text.slice(cut)),
      ...decoder.end(),
    ];
    assert.deepEqual(records, whole, `cut at ${cut}`);
  }
});

test('the captured logs decode the same byte by byte', () => {
  for (const name of ['kernel.log', 'auditd-enriched.log']) {
    const bytes = readFileSync(join(import.meta.dirname, '../../fixtures/records', name));
    assert.deepEqual(decodeInChunks(bytes, [1]).map(contentOf), decodeWhole(bytes).map(contentOf));
  }
});

test('any bytes decode without a throw', () => {
  const headers = PARTS.map((part) => Buffer.from(part));
  const piece = fc.oneof(fc.constantFrom(...headers), fc.uint8Array({ maxLength: 30 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), lengths, (pieces, cuts) => {
      const bytes = Buffer.concat(pieces);
      assert.deepEqual(
        decodeInChunks(bytes, cuts).map(contentOf),
        decodeWhole(bytes).map(contentOf),
      );
    }),
    times(500),
  );
});

test('a line of 10 MB is read to its end, and keeps no more of it than a piece', () => {
  const filler = Buffer.alloc(10 << 20, 'x=1 "');
  const line = Buffer.concat([filler, Buffer.from(` ${kernel(39)} `), filler, Buffer.from('\n')]);
  for (const cut of [line.length, 1 << 16, 100_003]) {
    const records = decodeInChunks(line, [cut]).filter(({ kind }) => kind === 'refusal');
    assert.deepEqual(
      records.map((record) => record.raw.length <= MAX_LINE_BYTES),
      [true],
    );
  }
});

test('no line costs more than its length', () => {
  const pieces = [
    'audit: type=1326 audit(1.000:1): ',
    'type=SECCOMP msg=audit(11/24/26 06:50:55.922:89) : comm=a exe=/ ',
    ' exe=',
    'subj= (',
    'comm="',
    '{"MESSAGE":"\\\\',
    '"a":"',
    '159 exit status ',
    '** ',
    '[1]  ',
    'queue is full ',
    '12:00:00 ',
    'SECCOMP auid=',
  ];
  for (const head of ['', ...pieces]) {
    for (const piece of pieces) {
      const text = `${head}${piece.repeat(MAX_LINE_BYTES / piece.length)} type=1326 SIGSYS\n`;
      assertCheap(JSON.stringify(head + piece), () => decodeText(text));
    }
  }
});

test('what a terminal does not show changes no field, wherever it stands', () => {
  const line = kernel(39);
  const [plain] = decodeText(line);
  for (const noise of ['\0', '\x07', '\x7f', '\x1b[31m', '\x1b[0m', '\x1b]0;t\x07']) {
    // By an escape a line is found even where it stands in the words that lines are found by.
    const from = noise.startsWith('\x1b') ? 0 : line.indexOf('pid=');
    for (let at = from; at <= line.length; at++) {
      const text = line.slice(0, at) + noise + line.slice(at);
      assert.deepEqual(decodeText(text), [plain], `${JSON.stringify(noise)} at ${at}`);
    }
  }
});

test('lines are counted as editors count them', () => {
  const text = `one\r\ntwo\rthree\n\n\r\n${kernel(39)}\rprogress\r${kernel(1)}\r\n${kernel(2)}`;
  const lines = decodeText(text).map(({ line }) => line);
  assert.deepEqual(lines, [6, 8, 9]);
  assert.deepEqual(
    decodeInChunks(Buffer.from(text), [1]).map(({ line }) => line),
    lines,
  );
});

test('empty lines are counted, however many', () => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    const [record] = decodeText(`${lineEnd.repeat(5000)}${kernel(39)}\n`);
    assert.equal(record?.line, 5001, JSON.stringify(lineEnd));
  }
});

test('lines are counted through many and large chunks', () => {
  const filler = 'nothing to see in this line\n'.repeat(100_000);
  const bytes = Buffer.from(`${filler}${kernel(39)}\n${filler}${kernel(1)}\n`);
  for (const chunk of [bytes.length, 65_536, 65_537, 1_000_003]) {
    const found = decodeInChunks(bytes, [chunk]).map(({ line }) => line);
    assert.deepEqual(found, [100_001, 200_002], `in chunks of ${chunk}`);
  }
});

test('a line beyond the limit is decoded in pieces, however it is cut', () => {
  const filler = 'x'.repeat(MAX_LINE_BYTES);
  const cases: readonly [what: string, text: string, records: number][] = [
    ['a record before the limit', `${kernel(39)} ${filler}\n`, 1],
    ['a record after the limit', `${filler}${filler} ${kernel(39)}\n`, 1],
    ['records on both sides', `${kernel(39)} ${filler} ${kernel(1)} ${filler}\n`, 2],
    ['a line of exactly the limit', `${kernel(39)} ${filler}`.slice(0, MAX_LINE_BYTES) + '\n', 1],
    ['a header that the limit cuts', `${filler.slice(20)}${kernel(39)}\n`, 0],
  ];
  for (const [what, text, records] of cases) {
    const bytes = Buffer.from(`${text}${kernel(5)}\n`);
    const whole = decodeWhole(bytes);
    assert.equal(whole.length, records + 1, what);
    assert.equal(whole.at(-1)?.line, 2, what);
    for (const cut of [1000, MAX_LINE_BYTES - 1, MAX_LINE_BYTES, MAX_LINE_BYTES + 1]) {
      assert.deepEqual(decodeInChunks(bytes, [cut]), whole, `${what}, in chunks of ${cut}`);
    }
  }
});

/** A string as the kernel prints it (kernel/audit.c, audit_log_n_untrustedstring). */
function printed(bytes: Uint8Array): string {
  const plain = bytes.every((byte) => byte >= 0x21 && byte <= 0x7e && byte !== 0x22);
  const buffer = Buffer.from(bytes);
  return plain ? `"${buffer.toString('latin1')}"` : buffer.toString('hex').toUpperCase();
}

test('no name changes another field', () => {
  const hostile = fc.constantFrom(
    '" syscall=5 ',
    ' arch=0',
    '\n',
    'type=1326',
    'AUID="x"',
    '=',
    ')',
    'code=0x0',
  );
  const name = fc
    .oneof(
      fc.uint8Array({ maxLength: 15 }),
      fc
        .array(hostile, { maxLength: 5 })
        .map((parts) => Buffer.from(parts.join('')).subarray(0, 15)),
    )
    .filter((bytes) => !bytes.includes(0));
  fc.assert(
    fc.property(name, name, (comm, file) => {
      const exe = Buffer.concat([Buffer.from('/'), file]);
      const line = `audit: type=1326 audit(1.000:2): pid=7 comm=${printed(comm)} exe=${printed(exe)} sig=31 arch=c000003e syscall=39 compat=0 ip=0x1 code=0x80000000\n`;
      const [record, ...others] = decodeWhole(Buffer.from(line));
      assert.ok(record?.kind === 'refusal' && others.length === 0);
      assert.deepEqual(
        [record.pid, record.arch, record.number, record.action, record.signal],
        [7, 'x86_64', 39, 'kill-process', 31],
      );
      assert.equal(record.comm, Buffer.from(comm).toString('utf8'));
      assert.equal(record.exe, exe.toString('utf8'));
    }),
    times(1000),
  );
});
