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
  ['a backlog alone', 'audit: audit_backlog=65 > audit_backlog_limit=64\n', [[1, 1]]],
  [
    'a backlog far from a total',
    `audit: audit_backlog=65 > audit_backlog_limit=64\na\nb\nc\nd\n${total(2)}`,
    [
      [1, 1],
      [6, 2],
    ],
  ],
  [
    'two backlogs',
    'audit: audit_backlog=65 > audit_backlog_limit=64\n'.repeat(2),
    [
      [1, 1],
      [2, 1],
    ],
  ],
  ['no memory', 'audit: out of memory in audit_log_start\n', [[1, 1]]],
  ['a console', '** 12 printk messages dropped **\n', [[1, 12]]],
  ['journald, the kernel’s', 'systemd-journald[9]: Missed 7 kernel messages\n', [[1, 7]]],
  ['journald, a unit’s', 'systemd-journald[9]: Suppressed 40 messages from a.service\n', [[1, 40]]],
  ['rsyslog', 'rsyslogd: imuxsock lost 128 messages from pid 7 due to rate-limiting\n', [[1, 128]]],
  [
    'rsyslog of the journal',
    'imjournal: 5 messages lost due to rate-limiting (20 allowed\n',
    [[1, 5]],
  ],
  ['auditd’s plugins', 'auditd[9]: queue to plugins is full - dropping event\n', [[1, 1]]],
  ['audispd', 'audispd: queue is full - dropping event\n', [[1, 1]]],
  ['auditd’s dispatcher', 'auditd[9]: dispatch err (pipe full) event lost\n', [[1, 1]]],
  [
    'words of other programs',
    'Suppressed output of 5 kernel messages\nan event lost its way\n',
    [],
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
