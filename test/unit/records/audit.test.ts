import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import type { LogRecord, RefusalRecord } from '../../../src/core/records/record';

const BODY =
  'auid=4294967295 uid=0 gid=0 ses=4294967295 pid=700 comm="vcpu0" exe="/usr/bin/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f0011223344 code=0x80000000';
const KERNEL = `audit: type=1326 audit(1700000000.123:42): ${BODY}`;
const RAW = `type=SECCOMP msg=audit(1700000000.123:42): ${BODY}`;
const JOURNAL = `audit[700]: SECCOMP ${BODY}`;
const EVENT = { time: 1_700_000_000_123, serial: 42 };

const COMPARED = [
  'arch',
  'auditArch',
  'number',
  'action',
  'signal',
  'pid',
  'comm',
  'exe',
  'ip',
] as const;

/** The one refusal of a text. */
function refusal(text: string): RefusalRecord {
  const records = decodeText(text);
  assert.deepEqual(records.map(kind), ['refusal'], text);
  const [record] = records;
  assert.ok(record?.kind === 'refusal');
  return record;
}

function kind(record: LogRecord): string {
  return record.kind;
}

const FORMS: readonly [what: string, line: string, expected: Partial<RefusalRecord>][] = [
  ['printk alone', KERNEL, { transport: 'kernel', ...EVENT }],
  ['dmesg', `[ 2029.699308] ${KERNEL}`, { transport: 'kernel', ...EVENT }],
  ['dmesg -T', `[Tue Nov 14 22:13:20 2023] ${KERNEL}`, { transport: 'kernel', ...EVENT }],
  ['dmesg -r', `<5>[ 2029.699308] ${KERNEL}`, { transport: 'kernel', ...EVENT }],
  ['dmesg with the caller', `[ 2029.699308] [   T55] ${KERNEL}`, { transport: 'kernel', ...EVENT }],
  ['/dev/kmsg', `5,100,2029699308,-;${KERNEL}`, { transport: 'kernel', ...EVENT }],
  [
    'journalctl, kernel',
    `Mär 14 22:13:20 host kernel: ${KERNEL}`,
    { transport: 'kernel', ...EVENT },
  ],
  [
    'syslog',
    `<5>1 2023-11-14T22:13:20.1Z host kernel - - - ${KERNEL}`,
    { transport: 'kernel', ...EVENT },
  ],
  ['auditd', RAW, { transport: 'audit', ...EVENT }],
  ['auditd with a node', `node=web1.example ${RAW}`, { transport: 'audit', ...EVENT }],
  [
    'an auditd that does not know the type',
    RAW.replace('SECCOMP', 'UNKNOWN[1326]'),
    { transport: 'audit', ...EVENT },
  ],
  ['dmesg --ctime in colour', `\x1b[32m[Di Nov 14 22:13:20 2023] \x1b[0m${KERNEL}`, EVENT],
  ['dmesg --time-format iso', `2023-11-14T22:13:20,123456+01:00 ${KERNEL}`, EVENT],
  ['dmesg --time-format reltime', `[Nov14 22:13] ${KERNEL}`, EVENT],
  ['dmesg --time-format delta', `[<    0.000012>] ${KERNEL}`, EVENT],
  ['dmesg --decode', `kern  :notice: [ 2029.699308] ${KERNEL}`, EVENT],
  ['syslog with a priority', `<13>Nov 14 22:13:20 host kernel: [ 2029.699308] ${KERNEL}`, EVENT],
  ['ausearch without words', `time->Tue Nov 14 22:13:20 2023 ${RAW}`, EVENT],
  ['by audispd to syslog', `Nov 14 22:13:20 host audispd: node=web1 ${RAW}`, EVENT],
  ['an elided time', KERNEL.replace('1700000000.123:42', '...'), { time: null, serial: null }],
  [
    'elided fields',
    KERNEL.replace(/auid=.* pid/, '... pid').replace(' compat=0', ' [...]'),
    { ...EVENT, pid: 700 },
  ],
  ['quoted in a mail', `> ${RAW}`, { transport: 'audit', ...EVENT }],
  [
    'journalctl, short-iso',
    `2023-11-14T23:13:20+0100 host ${JOURNAL}`,
    { time: 1_700_000_000_000, serial: null, clock: null },
  ],
  [
    'journalctl, short-iso-precise',
    `2023-11-14T22:13:20.123456+00:00 host ${JOURNAL}`,
    { time: 1_700_000_000_123, clock: null },
  ],
  [
    'journalctl, short-full in UTC',
    `Tue 2023-11-14 22:13:20 UTC host ${JOURNAL}`,
    { time: 1_700_000_000_000, clock: null },
  ],
  [
    'journalctl, short-full in a zone of a name',
    `Tue 2023-11-14 23:13:20 CET host ${JOURNAL}`,
    { time: null, clock: 800 },
  ],
  [
    'journalctl, short-unix',
    `1700000000.123456 host ${JOURNAL}`,
    { time: 1_700_000_000_123, clock: null },
  ],
  ['journalctl, short-monotonic', `[ 2029.699308] host ${JOURNAL}`, { time: null, clock: null }],
  ['journalctl in Japanese', `11月 14 22:13:20 host ${JOURNAL}`, { clock: 800 }],
  ['journalctl in Czech', `lis 14 22:13:20 host ${JOURNAL}`, { clock: 800 }],
  [
    'journalctl, audit',
    `Nov 14 22:13:20 host ${JOURNAL}`,
    { transport: 'audit', time: null, serial: null, clock: 800 },
  ],
  ['the prefix taken off', JOURNAL, { transport: 'audit', time: null, serial: null, clock: null }],
  [
    'placeholders for date and host',
    `<date> <your-user> ${JOURNAL}`,
    { transport: 'audit', clock: null },
  ],
  [
    'in colour',
    `\x1b[32m[1.5]\x1b[0m audit: type=\x1b[1m1326\x1b[0m audit(1700000000.123:42): ${BODY}`,
    EVENT,
  ],
];

for (const [what, line, expected] of FORMS) {
  test(`form: ${what}`, () => {
    const record = refusal(`before\n${line}\nafter\n`);
    const common = {
      source: 'audit',
      line: 2,
      arch: 'x86_64',
      auditArch: 0xc000003e,
      number: 39,
      code: 0x80000000,
      action: 'kill-process',
      signal: 31,
      pid: 700,
      comm: 'vcpu0',
      exe: '/usr/bin/vmm',
      ip: '0x7f0011223344',
      request: null,
    };
    assert.deepEqual(pick(record, { ...common, ...expected }), { ...common, ...expected });
  });
}

/** Each change to the kernel's line, and what it must change in the record. */
type Variant = [from: string | RegExp, to: string, expected: Partial<RefusalRecord>];
const VARIANTS: readonly Variant[] = [
  ['comm="vcpu0"', 'comm="a)b=c"', { comm: 'a)b=c', number: 39 }],
  ['comm="vcpu0"', 'comm=""', { comm: '', exe: '/usr/bin/vmm' }],
  ['comm="vcpu0"', 'comm="runc:[2:INIT]"', { comm: 'runc:[2:INIT]' }],
  ['comm="vcpu0"', 'comm=486F73742046756E6374696F6E2057', { comm: 'Host Function W' }],
  ['comm="vcpu0"', 'comm=6E61C3AF7665', { comm: 'naïve' }],
  ['comm="vcpu0"', 'comm=6E61C3', { comm: 'na\ufffd' }],
  ['comm="vcpu0"', 'comm="ABCD"', { comm: 'ABCD' }],
  ['comm="vcpu0"', 'comm=(null)', { comm: null }],
  [
    'comm="vcpu0"',
    'comm="x syscall=59 arch=0 y"',
    { comm: 'x syscall=59 arch=0 y', number: 39, arch: 'x86_64' },
  ],
  ['exe="/usr/bin/vmm"', 'exe=2F7573722F62696E2F6D7920766D6D', { exe: '/usr/bin/my vmm' }],
  ['pid=700', 'subj=unconfined pid=700', { pid: 700 }],
  ['pid=700', 'subj==docker-default (enforce) pid=700', { pid: 700, comm: 'vcpu0' }],
  ['pid=700', 'subj=? pid=700', { pid: 700 }],
  ['pid=700', 'subj=a syscall=5 pid=1 (enforce) pid=700', { pid: 700, number: 39 }],
  ['pid=700', 'ppid=1 pid=700', { pid: 700 }],
  ['syscall=39', 'syscall=-1', { number: -1 }],
  ['syscall=39', 'syscall=1073741863', { number: 1073741863 }],
  ['sig=31', 'sig=0', { signal: null }],
  ['sig=31', 'sig=9', { signal: 9 }],
  ['arch=c000003e', 'arch=40000003', { arch: 'i386', auditArch: 0x40000003 }],
  ['arch=c000003e', 'arch=deadbeef', { arch: null, auditArch: 0xdeadbeef }],
  ['arch=c000003e ', '', { arch: null, auditArch: null, number: 39 }],
  ['code=0x80000000', 'code=0x0', { code: 0, action: 'kill-thread' }],
  ['code=0x80000000', 'code=0x30000', { action: 'trap' }],
  ['code=0x80000000', 'code=0x50000', { action: 'errno' }],
  ['code=0x80000000', 'code=0x7fc00000', { action: 'user-notif' }],
  ['code=0x80000000', 'code=0x7ff00000', { action: 'trace' }],
  ['code=0x80000000', 'code=0x7ffc0000', { action: 'log' }],
  ['code=0x80000000', 'code=0xffff0000', { code: 0xffff0000, action: null }],
  ['code=0x80000000', 'code=0x7ffc', { code: 0x7ffc, action: null }],
  // Enrichment: by its byte, by a space, and run into the code. Its words never count.
  [
    /$/,
    '\x1dAUID="unset" UID="root" ARCH=i386 SYSCALL=write',
    { number: 39, arch: 'x86_64', action: 'kill-process' },
  ],
  [
    /$/,
    ' AUID="unset" UID="root" ARCH=i386 SYSCALL=write',
    { number: 39, arch: 'x86_64', action: 'kill-process' },
  ],
  [
    /$/,
    'AUID="unset" UID="root" ARCH=i386 SYSCALL=write',
    { number: 39, arch: 'x86_64', action: 'kill-process' },
  ],
  // The separator as rsyslog, less and Python show it.
  [/$/, '#035AUID="unset" SYSCALL=write', { action: 'kill-process', number: 39 }],
  [/$/, '^]AUID="unset" SYSCALL=write', { action: 'kill-process', number: 39 }],
  [/$/, '\\x1dAUID="unset" SYSCALL=write', { action: 'kill-process', number: 39 }],
  // Set off by a mail program.
  ['syscall=39', '**syscall=39**', { number: 39, arch: 'x86_64', action: 'kill-process' }],
  ['syscall=39', '**syscall**=39', { number: 39, arch: 'x86_64' }],
  ['comm="vcpu0"', '*comm="vcpu0"*', { comm: 'vcpu0', exe: '/usr/bin/vmm' }],
  [/code=.*/, '**code=0x7ffc0000**', { action: 'log' }],
  // A name that imitates a record of this or another form is only a name.
  ...[
    'x arch=40000003 syscall=59',
    'audit: type=1326 audit(1.000:1): syscall=59 code=0x0',
    'audit[1]: SECCOMP pid=1 syscall=59 code=0x0',
    'type=SECCOMP msg=audit(1.000:1): syscall=59 code=0x0',
  ].map((name): Variant => [
    'comm="vcpu0"',
    `comm="${name}"`,
    { comm: name, number: 39, arch: 'x86_64', pid: 700, exe: '/usr/bin/vmm' },
  ]),
  // What follows the kernel's last field is somebody else's.
  [/$/, ' syscall=1 arch=40000003 comm="other"', { number: 39, arch: 'x86_64', comm: 'vcpu0' }],
  [/ code=0x80000000/, '', { code: null, action: null, number: 39 }],
];

for (const [from, to, expected] of VARIANTS) {
  test(`record with ${from} as ${JSON.stringify(to)}`, () => {
    const line = KERNEL.replace(from, to);
    assert.notEqual(line, KERNEL);
    assert.deepEqual(pick(refusal(line), expected), expected);
  });
}

test('fields in another order are read all the same', () => {
  const turned = `audit: type=1326 audit(1.000:1): ${BODY.split(' ').reverse().join(' ')}`;
  const { number, arch, action, pid, comm } = refusal(turned);
  assert.deepEqual([number, arch, action, pid, comm], [39, 'x86_64', 'kill-process', 700, 'vcpu0']);
});

const NO_RECORDS: readonly [what: string, line: string][] = [
  ['another type that looks alike', KERNEL.replace('1326', '1016')],
  [
    'a process that another signal ended',
    'audit: type=1701 audit(1.000:2): auid=0 uid=0 gid=0 ses=1 pid=700 comm="vmm" exe="/usr/bin/vmm" sig=11 res=1',
  ],
  ['the type of a longer number', KERNEL.replace('1326', '13260')],
  ['the word alone', 'starting with SECCOMP and type=1326 in the build log'],
  ['nothing', ''],
];

for (const [what, line] of NO_RECORDS) {
  test(`no record: ${what}`, () => {
    assert.deepEqual(decodeText(`${line}\n`), []);
  });
}

test('a record cut anywhere says only what is whole', () => {
  const whole = refusal(KERNEL);
  const begin = KERNEL.indexOf('): ') + 3;
  for (let end = begin; end < KERNEL.length; end++) {
    const line = KERNEL.slice(0, end);
    for (const record of decodeText(line)) {
      if (record.kind !== 'refusal') {
        assert.ok(end <= KERNEL.indexOf(' compat='), `${line}: the call is known`);
        assert.equal(record.kind, 'unnamed');
        continue;
      }
      for (const key of COMPARED) {
        if (record[key] !== null) assert.equal(record[key], whole[key], `${key} of ${line}`);
      }
    }
    assert.equal(decodeText(line).length, 1, line);
  }
});

const ABEND = 'auid=0 uid=0 gid=0 ses=1 pid=700 comm=6D7920766D6D exe="/usr/bin/vmm" sig=31 res=1';
const ABENDS: readonly [what: string, line: string, time: number | null][] = [
  ['kernel', `[ 1.5] audit: type=1701 audit(1700000000.123:43): ${ABEND}`, EVENT.time],
  ['auditd', `type=ANOM_ABEND msg=audit(1700000000.123:43): ${ABEND}\x1dAUID="root"`, EVENT.time],
  ['journal', `Nov 14 22:13:20 host audit[700]: ANOM_ABEND ${ABEND}`, null],
];
for (const [what, line, time] of ABENDS) {
  test(`a process that SIGSYS ended is named, the call is not: ${what}`, () => {
    const [record, ...others] = decodeText(`${line}\n`);
    assert.ok(record?.kind === 'unnamed' && others.length === 0);
    assert.deepEqual(
      [record.source, record.pid, record.comm, record.exe, record.time],
      ['audit', 700, 'my vmm', '/usr/bin/vmm', time],
    );
  });
}

test('of two records glued together the second is whole and of the first what is sound', () => {
  const second = KERNEL.replace('syscall=39', 'syscall=101').replace(':42)', ':43)');
  for (const glued of [second, second.replace('comm="vcpu0"', 'comm=""'), RAW, JOURNAL]) {
    const whole = decodeText(glued)[0];
    assert.ok(whole?.kind === 'refusal');
    for (const first of [KERNEL, RAW, JOURNAL]) {
      for (let end = first.indexOf(' auid=') + 1; end <= first.length; end++) {
        for (const joint of ['', ' ', '[ 12.5] ']) {
          const text = first.slice(0, end) + joint + glued;
          const records = decodeText(text);
          assert.equal(records.length, 2, text);
          const [cut, other] = records;
          assert.ok(cut && other?.kind === 'refusal');
          for (const key of COMPARED) assert.equal(other[key], whole[key], `${key} of ${text}`);
          assert.equal(other.serial, whole.serial);
          if (cut.kind !== 'refusal') continue;
          for (const key of COMPARED) {
            if (cut[key] !== null)
              assert.equal(cut[key], refusal(KERNEL)[key], `${key} of ${text}`);
          }
        }
      }
    }
  }
});

test('two records on one line are two', () => {
  const other = KERNEL.replace('syscall=39', 'syscall=1').replace(':42)', ':43)');
  const numbers = decodeText(`${KERNEL} ${other}`).map((record) =>
    record.kind === 'refusal' ? [record.serial, record.number] : null,
  );
  assert.deepEqual(numbers, [
    [42, 39],
    [43, 1],
  ]);
});

test('fields say where their values stand in the line', () => {
  const record = refusal(`[ 1.5] ${KERNEL}\x1dAUID="unset"`);
  for (const { key, value, start, end } of record.fields) {
    assert.equal(record.raw.slice(start, end), value, key);
  }
  assert.deepEqual(
    record.fields.map(({ key }) => key),
    'auid uid gid ses pid comm exe sig arch syscall compat ip code AUID'.split(' '),
  );
});

/** The values of `record` under the keys of `like`. */
function pick(record: RefusalRecord, like: object): object {
  const keys = Object.keys(like) as (keyof RefusalRecord)[];
  return Object.fromEntries(keys.map((key) => [key, record[key]]));
}
