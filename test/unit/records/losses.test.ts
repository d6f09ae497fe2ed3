import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';

const total = (count: number): string =>
  `[ 9.1] audit: audit_lost=${count} audit_rate_limit=0 audit_backlog_limit=64\n`;

const CASES: readonly [what: string, text: string, lost: [line: number, records: number][]][] = [
  ['suppressed lines', '[ 9.1] kauditd_printk_skb: 10 callbacks suppressed\n', [[1, 10]]],
  ['as older kernels say it', 'kernel: audit_printk_skb: 3 callbacks suppressed\n', [[1, 3]]],
  ['something else suppressed', 'net_ratelimit: 10 callbacks suppressed\n', []],
  ['a total', total(5), [[1, 5]]],
  [
    'a growing total counts its growth',
    total(5) + total(7) + total(7),
    [
      [1, 5],
      [2, 2],
    ],
  ],
  [
    'a total that begins anew',
    total(5) + total(2),
    [
      [1, 5],
      [2, 2],
    ],
  ],
  [
    'a message with its total',
    `audit: audit_backlog=65 > audit_backlog_limit=64\n${total(1)}audit: backlog limit exceeded\n`,
    [[2, 1]],
  ],
  ['a message alone', 'audit: backlog limit exceeded\n', [[1, 1]]],
  ['a full queue', 'audit: kauditd hold queue overflow\n', [[1, 1]]],
  ['a limit of somebody else', 'quota: limit exceeded\n', []],
];

for (const [what, text, lost] of CASES) {
  test(what, () => {
    const found = decodeText(text).map((record) => {
      assert.ok(record.kind === 'lost');
      return [record.line, record.records];
    });
    assert.deepEqual(found, lost);
  });
}
