import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText, LogDecoder } from '../../../src/core/records/decode';
import { LOOK_BACK_BYTES } from '../../../src/core/records/look-back';
import type { LogRecord, RecordField } from '../../../src/core/records/record';
import { assertCheap } from '../../lib/work';
import { times } from '../../lib/times';

const signal = (call: string, arch = 'AUDIT_ARCH_X86_64'): string =>
  `--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7F0A, si_syscall=${call}, si_arch=${arch}} ---`.replace(
    '0x7F0A',
    '0x7f0a',
  );
const KILLED = '+++ killed by SIGSYS +++';
const RUN = 'ioctl(5, KVM_RUN, 0) = 16';

/** A refusal as `line: arch number action request`, and what is not known as `?`. */
function row(record: LogRecord): string {
  if (record.kind !== 'refusal') return `${record.line}: ${record.kind}`;
  const { line, arch, number, action, request } = record;
  const hex = request === null ? '?' : `0x${request.toString(16)}`;
  return `${line}: ${arch ?? '?'} ${number ?? '?'} ${action ?? '?'} ${hex}`;
}

const CASES: Readonly<
  Record<string, readonly [lines: readonly string[], rows: readonly string[]]>
> = {
  'the signal alone': [[signal('__NR_getpid')], ['1: x86_64 39 trap ?']],
  'an ioctl with its request': [
    [`7 ${RUN}`, `7 ${signal('__NR_ioctl')}`],
    ['1: x86_64 16 trap 0xae80'],
  ],
  'an ioctl of another thread': [
    [`8 ${RUN}`, `7 ${signal('__NR_ioctl')}`],
    ['2: x86_64 16 trap ?'],
  ],
  'an ioctl with other lines between': [
    [
      `7 ${RUN}`,
      '8 close(1) = 0',
      ' > /lib/libc.so.6(ioctl+0x9) [0x1]',
      `7 ${signal('__NR_ioctl')}`,
    ],
    ['1: x86_64 16 trap 0xae80'],
  ],
  'an ioctl that had come to its end before': [
    ['ioctl(5, KVM_RUN, 0) = 0', signal('__NR_ioctl')],
    ['2: x86_64 16 trap ?'],
  ],
  'an ioctl too far back': [
    [`7 ${RUN}`, ...Array<string>(100).fill('8 close(1) = 0'), `7 ${signal('__NR_ioctl')}`],
    ['102: x86_64 16 trap ?'],
  ],
  'unfinished and resumed': [
    [
      '[pid 7<vmm>] ioctl(5, KVM_RUN <unfinished ...>',
      '[pid 8<vmm>] close(1) = 0',
      '[pid 7<vmm>] <... ioctl resumed>, 0) = 16',
      `[pid 7<vmm>] ${signal('__NR_ioctl')}`,
    ],
    ['1: x86_64 16 trap 0xae80'],
  ],
  'a number without a name': [[signal('600')], ['1: x86_64 600 trap ?']],
  'a number of an unknown architecture': [[signal('5', '0xc0de')], ['1: ? 5 trap ?']],
  'a name of an unknown architecture': [
    [signal('__NR_open', '0 /* AUDIT_ARCH_??? */')],
    ['1: unnamed'],
  ],
  'number -1': [[signal('4294967295')], ['1: x86_64 -1 trap ?']],
  'x32, which only the result shows': [
    ['getpid() = 1073741863', signal('__NR_getpid')],
    ['1: x86_64 1073741863 trap ?'],
  ],
  'aarch64 returns the first argument': [
    ['fsync(142) = 142', signal('__NR_fsync', 'AUDIT_ARCH_AARCH64')],
    ['1: aarch64 82 trap ?'],
  ],
  'cut inside the name of the call': [
    ['--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_syscall=__NR_fs'],
    ['1: unnamed'],
  ],
  'the form of old versions': [['--- SIGSYS (Bad system call) @ 0 (0) ---'], ['1: unnamed']],
  'quoted and bold': [
    [`> **7 ${RUN}`, `> 7 ${signal('__NR_ioctl')}**`],
    ['1: x86_64 16 trap 0xae80'],
  ],
  'sent by a process': [['--- SIGSYS {si_signo=SIGSYS, si_code=SI_USER, si_pid=1} ---'], []],
  'another signal of a program that died of it': [
    ['--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=1, si_status=SIGSYS} ---'],
    [],
  ],
  'only in a string': [[`write(2, "${signal('__NR_getpid')}", 9) = 9`], []],
  'only an argument': [['rt_sigaction(SIGSYS, {sa_handler=0x1}, NULL, 8) = 0'], []],
  'trapped, then killed by it': [
    ['getpid() = 39', signal('__NR_getpid'), KILLED],
    ['1: x86_64 39 trap ?'],
  ],
  'killed, with the request': [[RUN, KILLED], ['1: x86_64 16 ? 0xae80']],
  'killed, on i386': [
    ['getpid() = 20', '+++ killed by SIGSYS (core dumped) +++'],
    ['1: i386 20 ? ?'],
  ],
  'killed, without a call': [[KILLED], ['1: unnamed']],
  'killed inside a call': [['getpid( <unfinished ...>) = ?', KILLED], ['1: unnamed']],
  'killed, after a call that was made': [['getpid() = 4711', KILLED], ['2: unnamed']],
  'killed together, of which one made the call': [
    [
      `7 ${KILLED}`,
      '8 getpid() = 39',
      '9 <... poll resumed> ) = ? <unavailable>',
      `8 ${KILLED}`,
      `9 ${KILLED}`,
    ],
    ['2: x86_64 39 ? ?'],
  ],
  'killed by another signal': [['getpid() = 39', '+++ killed by SIGKILL +++'], []],
};

for (const [name, [lines, rows]] of Object.entries(CASES)) {
  test(name, () => {
    assert.deepEqual(decodeText(lines.join('\n')).map(row), rows);
  });
}

test('what the line itself says: thread, name, time, address; all lines are the evidence', () => {
  const lines = [
    '7<a\\74b\\76> 1795480136.450889 getpid() = 39',
    `7<a\\74b\\76> 1795480136.450901 ${signal('__NR_getpid')}`,
  ];
  const [record] = decodeText(lines.join('\n'));
  assert.deepEqual(record, {
    kind: 'refusal',
    source: 'strace',
    transport: 'stderr',
    line: 1,
    raw: lines.join('\n'),
    time: 1795480136450.901,
    serial: null,
    clock: null,
    arch: 'x86_64',
    auditArch: 0xc000003e,
    number: 39,
    code: null,
    action: 'trap',
    signal: 31,
    pid: 7,
    comm: 'a<b>',
    exe: null,
    ip: '0x7f0a',
    request: null,
    fields: fieldsAt(lines.join('\n'), [
      ['ip', '0x7f0a'],
      ['syscall', '__NR_getpid'],
      ['arch', 'AUDIT_ARCH_X86_64'],
    ]),
  });
});

/** Fields whose values are the last such texts. */
function fieldsAt(raw: string, values: readonly (readonly [string, string])[]): RecordField[] {
  return values.map(([key, value]) => {
    const start = raw.lastIndexOf(value);
    return { key, value, start, end: start + value.length };
  });
}

test('the fields are the places of the call and its request, whatever the thread’s name', () => {
  const lines = [`7<a, KVM_RUN> ${RUN}`, `7<a, KVM_RUN> ${KILLED}`];
  const [record] = decodeText(lines.join('\n'));
  assert.ok(record?.kind === 'refusal');
  const want = [
    ['syscall', 'ioctl'],
    ['request', 'KVM_RUN, 0'],
  ] as const;
  assert.deepEqual(
    record.fields.map(({ key, start }) => [key, start]),
    want.map(([key, text]) => [key, lines[0]?.lastIndexOf(text)]),
  );
});

test('a local time is a clock', () => {
  const [record] = decodeText(`00:16:01.5 ${signal('__NR_getpid')}`);
  assert.ok(record?.kind === 'refusal');
  assert.deepEqual([record.time, record.clock], [null, 61]);
});

test('the call’s line is found alike however the stream is cut', () => {
  const filler = fc.integer({ min: 0, max: LOOK_BACK_BYTES + 200 });
  const cuts = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });
  const found = new Set<string>();
  const run = (before: number, between: number, lengths: readonly number[], end: string): void => {
    const long = `8 write(1, "${'x'.repeat(between)}", 1) = 1`;
    const lines = ['y'.repeat(before), `7 ${RUN}`, long, `7 ${signal('__NR_ioctl')}`, ''];
    const bytes = Buffer.from(lines.join(end));
    const whole = decodeText(bytes.toString());
    whole.forEach((record) => found.add(row(record)));
    const decoder = new LogDecoder();
    const records: LogRecord[] = [];
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const length = lengths[i % lengths.length] ?? 1;
      records.push(...decoder.push(Uint8Array.from(bytes.subarray(at, at + length))));
      at += length;
    }
    assert.deepEqual([...records, ...decoder.end()], whole);
  };
  fc.assert(
    fc.property(filler, filler, cuts, fc.constantFrom('\n', '\r\n', '\r'), run),
    times(300),
  );
  // Around the furthest place that is looked at.
  for (let less = 0; less < 80; less++) run(9, LOOK_BACK_BYTES - less, [4096], '\n');
  assert.equal(found.size, 2, 'some were found and some were too far back');
});

test('signals of many threads at once cost no more than their length', () => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `${i + 1} ${signal('__NR_ioctl')}`);
  const text = lines.join('\n');
  assertCheap('20,000 signals', () => {
    assert.equal(decodeText(text).length, lines.length);
  });
});
