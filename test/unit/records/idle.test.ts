import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { words } from '../traps/make';
import { times } from '../../lib/times';

const CALL = '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n';
const PARAM = '[ERROR][HYPERLIGHT] IOCTL Param: 44672\n';
const audit = (serial: number): string =>
  `audit: type=1326 audit(1700000000.123:${serial}): pid=7 comm="vcpu0" exe="/opt/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f00 code=0x30000`;
const SUPPRESSED = 'kauditd_printk_skb: 10 callbacks suppressed\n';
const MESSAGE = 'Error: DisallowedSyscall\n';

const said = (records: readonly LogRecord[]): unknown[] =>
  records.map((record) =>
    record.kind === 'refusal'
      ? [record.line, record.number, record.request, record.replaces?.request]
      : [record.line, record.kind],
  );

/** Each step is pushed, then the stream is idle: what both give. */
const CASES: readonly [
  what: string,
  steps: readonly [push: string, pushed: unknown[], idle: unknown[]][],
][] = [
  [
    'an ioctl whose request does not come',
    [
      [CALL, [], [[1, 16, null, undefined]]],
      ['', [], []],
      ['other\n', [], []],
    ],
  ],
  [
    'an ioctl whose request comes late',
    [
      [`noise\n${CALL}`, [], [[2, 16, null, undefined]]],
      [PARAM, [[2, 16, 44672, null]], []],
      [CALL, [], [[4, 16, null, undefined]]],
    ],
  ],
  [
    'a whole record without its line end',
    [
      [audit(1), [], [[1, 39, null, undefined]]],
      ['\n', [], []],
      [`${audit(2)}\n`, [[2, 39, null, undefined]], []],
    ],
  ],
  [
    'a record that is cut',
    [
      [audit(1).slice(0, -3), [], []],
      ['000\n', [[1, 39, null, undefined]], []],
    ],
  ],
  [
    'a number that may lack digits',
    [
      [CALL.slice(0, -2), [], []],
      ['6\n', [], [[1, 16, null, undefined]]],
    ],
  ],
  ['losses, which are told in any case', [[SUPPRESSED, [[1, 'lost']], []]]],
  [
    'a message that may go on',
    [
      [MESSAGE.slice(0, -1), [], []],
      ['\n', [[1, 'unnamed']], []],
    ],
  ],
];

for (const [what, steps] of CASES) {
  test(`idle: ${what}`, () => {
    const decoder = new LogDecoder();
    for (const [text, pushed, idle] of steps) {
      assert.deepEqual(said(decoder.push(text)), pushed);
      assert.deepEqual(said(decoder.idle()), idle);
      assert.deepEqual(decoder.idle(), [], 'given once');
    }
  });
}

test('far into a stream, lines are still counted from its beginning', () => {
  const decoder = new LogDecoder();
  decoder.push('noise that fills a line\n'.repeat(5000));
  decoder.push(CALL);
  assert.deepEqual(said(decoder.idle()), [[5001, 16, null, undefined]]);
});

const pieces = fc.array(
  fc.constantFrom(
    CALL,
    PARAM,
    `${audit(1)}\n`,
    `${audit(2)}\n`,
    SUPPRESSED,
    MESSAGE,
    'noise\n',
    '\n',
  ),
  { maxLength: 12 },
);

test('wherever a stream was idle, the traps are those of the whole text', () => {
  fc.assert(
    fc.property(pieces, fc.array(fc.nat({ max: 400 }), { maxLength: 6 }), (lines, cuts) => {
      const text = lines.join('');
      const origin = { label: 'a', file: null };
      const whole = new TrapJoiner();
      for (const record of decodeText(text)) whole.add(record, origin);

      const joiner = new TrapJoiner();
      const take = (records: readonly LogRecord[]): void => {
        for (const record of records) joiner.add(record, origin);
      };
      const decoder = new LogDecoder();
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), text.length]) {
        take(decoder.push(text.slice(from, Math.max(from, cut))));
        take(decoder.idle());
        from = Math.max(from, cut);
      }
      take(decoder.end());
      assert.deepEqual(joiner.traps().map(words).sort(), whole.traps().map(words).sort());
      assert.equal(joiner.lost, whole.lost);
      assert.equal(joiner.unnamed.length, whole.unnamed.length);
    }),
    times(500),
  );
});
