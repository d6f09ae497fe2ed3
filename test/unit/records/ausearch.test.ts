import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import type { RefusalRecord } from '../../../src/core/records/record';

const LINE =
  'type=SECCOMP msg=audit(03/04/2025 07:39:37.599:201) : auid=unset uid=root gid=root ses=unset subj==docker-default (enforce) pid=700 comm=vcpu0 exe=/usr/bin/vmm sig=SIGSYS arch=x86_64 syscall=getpid compat=0 ip=0x7f0011223344 code=log ';

const WHOLE: Partial<RefusalRecord> = {
  transport: 'audit',
  time: null,
  serial: 201,
  clock: 39 * 60 + 37.599 - 2 * 900,
  arch: 'x86_64',
  auditArch: 0xc000003e,
  number: 39,
  code: null,
  action: 'log',
  signal: 31,
  pid: 700,
  comm: 'vcpu0',
  exe: '/usr/bin/vmm',
  ip: '0x7f0011223344',
};

/** Each change to the line, and what it must change in the record; null where it names no call. */
const VARIANTS: readonly [from: string, to: string, expected: Partial<RefusalRecord> | null][] = [
  ['', '', WHOLE],
  ['03/04/2025', '11/24/26', { clock: 577.599, serial: 201 }],
  ['03/04/2025', '04.03.2025', { clock: 577.599, serial: 201 }],
  ['03/04/2025 07:39:37.599:201', '...', { clock: null, serial: null, number: 39 }],
  ['comm=vcpu0', 'comm=my prog', { comm: 'my prog', exe: '/usr/bin/vmm' }],
  ['comm=vcpu0', 'comm=', { comm: '', exe: '/usr/bin/vmm' }],
  ['comm=vcpu0', 'comm=(null)', { comm: null }],
  ['comm=vcpu0', 'comm=qu"ote', { comm: 'qu"ote' }],
  ['comm=vcpu0', 'comm=naïve', { comm: 'naïve' }],
  ['comm=vcpu0', 'comm=a)b=c', { comm: 'a)b=c' }],
  ['comm=vcpu0', 'comm=syscall=write', { comm: 'syscall=write', number: 39 }],
  ['comm=vcpu0', 'comm=x sig=SIGKILL', { comm: 'x sig=SIGKILL', signal: 31 }],
  ['comm=vcpu0', 'comm=a\\012b', { comm: 'a\\012b' }],
  // The name ends before one of two ` exe=`: neither is certain.
  ['comm=vcpu0', 'comm=x exe=/y', { comm: null, exe: null, number: 39 }],
  ['exe=/usr/bin/vmm', 'exe=/y exe=/x', { comm: null, exe: null, number: 39 }],
  ['exe=/usr/bin/vmm', 'exe=/my vmm exe=/x', { comm: 'vcpu0', exe: '/my vmm exe=/x' }],
  ['exe=/usr/bin/vmm', 'exe=/x sig=SIGKILL', { exe: '/x sig=SIGKILL', signal: 31 }],
  ['exe=/usr/bin/vmm', 'exe=/x compat=1', { exe: '/x compat=1', number: 39 }],
  ['SIGSYS', 'SIG0', { signal: null }],
  ['SIGSYS', 'SIGKILL', { signal: 9 }],
  ['SIGSYS', 'unknown-signal(64)', { signal: 64 }],
  ['arch=x86_64 syscall=getpid', 'arch=i386 syscall=getpid', { arch: 'i386', number: 20 }],
  ['arch=x86_64 syscall=getpid', 'arch=aarch64 syscall=faccessat', { arch: 'aarch64', number: 48 }],
  ['arch=x86_64 syscall=getpid', 'arch=armeb syscall=pause', { arch: 'arm', number: 29 }],
  ['arch=x86_64 syscall=getpid', 'arch=s390x syscall=pread', { arch: 's390x', number: 180 }],
  ['syscall=getpid', 'syscall=pread', { number: 17 }],
  ['syscall=getpid', 'syscall=unknown-syscall(600)', { number: 600 }],
  ['syscall=getpid', 'syscall=unknown-syscall(-1)', { number: -1 }],
  ['syscall=getpid', 'syscall=unknown-syscall(1073741863)', { number: 0x40000027 }],
  ['syscall=getpid', 'syscall=nosuchcall', null],
  // A name out of another machine's table says nothing; a number does.
  ['arch=x86_64', 'arch=unknown-elf-type(c00000f3)', null],
  [
    'arch=x86_64 syscall=getpid',
    'arch=unknown-elf-type(c00000f3) syscall=unknown-syscall(29)',
    { arch: 'riscv64', auditArch: 0xc00000f3, number: 29 },
  ],
  // A machine that no table serves.
  [
    'arch=x86_64 syscall=getpid',
    'arch=mips64 syscall=unknown-syscall(600)',
    { arch: null, auditArch: null, number: 600 },
  ],
  // What version 3 says of both kills, and of 0xffff0000.
  ['code=log', 'code=kill', { action: null }],
  ['code=log', 'code=allow', { action: null }],
  ['code=log', 'code=kill-thread', { action: 'kill-thread' }],
  ['code=log', 'code=kill-process', { action: 'kill-process' }],
  ['code=log', 'code=trap', { action: 'trap' }],
  ['code=log', 'code=errno', { action: 'errno' }],
  ['code=log', 'code=trace', { action: 'trace' }],
  ['code=log', 'code=user-notify', { action: 'user-notif' }],
  ['code=log', 'code=unknown-seccomp-code(0x12340000)', { action: null, number: 39 }],
];

for (const [from, to, expected] of VARIANTS) {
  test(`interpreted record with ${from} as ${to}`, () => {
    const [record, ...others] = decodeText(`----\n${LINE.replace(from, to)}\n`);
    assert.ok(record && others.length === 0);
    assert.equal(record.line, 2);
    if (expected === null) {
      assert.equal(record.kind, 'unnamed');
      return;
    }
    assert.ok(record.kind === 'refusal');
    for (const key of Object.keys(expected) as (keyof RefusalRecord)[]) {
      if (key === 'clock' && typeof expected.clock === 'number') {
        assert.ok(Math.abs((record.clock ?? NaN) - expected.clock) < 1e-6);
      } else assert.deepEqual(record[key], expected[key], key);
    }
  });
}

test('an interpreted record cut anywhere says only what is whole', () => {
  const [whole] = decodeText(LINE);
  assert.ok(whole?.kind === 'refusal');
  for (let end = LINE.indexOf(' : ') + 3; end < LINE.length; end++) {
    const line = LINE.slice(0, end);
    const [record, ...others] = decodeText(line);
    assert.ok(record && others.length === 0, line);
    if (record.kind !== 'refusal') continue;
    for (const key of ['arch', 'number', 'signal', 'pid', 'comm', 'exe'] as const) {
      if (record[key] !== null) assert.equal(record[key], whole[key], `${key} of ${line}`);
    }
  }
});

test('an interpreted end of a process by SIGSYS', () => {
  const line =
    'type=ANOM_ABEND msg=audit(11/14/23 22:13:20.123:8) : auid=unset uid=root gid=root ses=1 pid=7 comm=a b exe=/x sig=SIGSYS res=yes ';
  const [record] = decodeText(line);
  assert.ok(record?.kind === 'unnamed');
  assert.deepEqual([record.pid, record.comm, record.exe, record.serial], [7, 'a b', '/x', 8]);
  assert.deepEqual(decodeText(line.replace('SIGSYS', 'SIGSEGV')), []);
});

test('fields say where their values stand in the line', () => {
  const [record] = decodeText(LINE.replace('vcpu0', 'my prog'));
  assert.ok(record?.kind === 'refusal');
  for (const { key, value, start, end } of record.fields) {
    assert.equal(record.raw.slice(start, end), value, key);
  }
  assert.deepEqual(
    record.fields.map(({ key }) => key),
    'auid uid gid ses subj pid comm exe sig arch syscall compat ip code'.split(' '),
  );
});
