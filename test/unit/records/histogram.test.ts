import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHistogram } from '../../../src/core/records/histogram';

/** `LINE REQUEST COUNT`, with `…` behind a request that was cut. */
const CASES: readonly [what: string, text: string, expected: string[] | null][] = [
  ['names', 'TCGETS 14\nKVM_RUN 3\n', ['1 TCGETS 14', '2 KVM_RUN 3']],
  [
    'a request that awk cut',
    'TCGETS 14\n_IOC(_IOC_WRITE 21953\n',
    ['1 TCGETS 14', '2 _IOC(_IOC_WRITE… 21953'],
  ],
  ['two directions cut', '_IOC(_IOC_READ|_IOC_WRITE 7', ['1 _IOC(_IOC_READ|_IOC_WRITE… 7']],
  [
    'a whole _IOC',
    '_IOC(_IOC_WRITE, 0xb8, 0x3, 0x20) 2',
    ['1 _IOC(_IOC_WRITE, 0xb8, 0x3, 0x20) 2'],
  ],
  ['a number', '0xae80 9', ['1 0xae80 9']],
  ['several names', 'TCGETS or SNDCTL_TMR_TIMEBASE 9', ['1 TCGETS or SNDCTL_TMR_TIMEBASE 9']],
  [
    'uniq -c',
    '     14 TCGETS\r\n  21953 _IOC(_IOC_WRITE\r\n',
    ['1 TCGETS 14', '2 _IOC(_IOC_WRITE… 21953'],
  ],
  ['blank lines', '\nTCGETS 14\n\n', ['2 TCGETS 14']],
  ['nothing', '\n', null],
  ['a record', 'audit[7]: SECCOMP pid=7 syscall=1', null],
  ['prose beside a row', 'TCGETS 14\nthat is all', null],
  ['a sentence', 'there were 14', null],
];

for (const [what, text, expected] of CASES) {
  test(`histogram: ${what}`, () => {
    const rows = readHistogram(text);
    assert.deepEqual(
      rows?.map(
        ({ line, request, cut, count }) => `${line} ${request}${cut ? '…' : ''} ${count}`,
      ) ?? null,
      expected,
    );
  });
}
