import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Arch } from '../../../src/core/abi/types';
import { IoctlHistogram } from '../../../src/core/strace/ioctl-histogram';
import { times } from '../../lib/times';

function histogramOf(
  bytes: Uint8Array,
  lengths: readonly number[] = [bytes.length],
): IoctlHistogram {
  const histogram = new IoctlHistogram();
  const reader = histogram.reader('-');
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = Math.max(1, lengths[i % lengths.length] ?? 1);
    reader.push(Uint8Array.from(bytes.subarray(at, at + length)));
    at += length;
  }
  reader.end();
  return histogram;
}

/** Each row as `NAME count/after a filter/refused`. */
function told(lines: readonly string[], arch: Arch = 'x86_64'): string[] {
  return histogramOf(Buffer.from(lines.join('\n')))
    .rows(arch)
    .map((row) => {
      const name = row.names[0] ?? `0x${row.request?.toString(16) ?? ''}`;
      return `${name} ${row.count}/${row.afterFilter}/${row.refused}`;
    });
}

const FILTER = 'seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=6, filter=0x7}) = 0';
const RUN = 'ioctl(5, KVM_RUN, 0) = 0';
const SIGSYS =
  '--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7, si_syscall=__NR_ioctl, si_arch=AUDIT_ARCH_X86_64} ---';
const THREAD = 'flags=CLONE_VM|CLONE_THREAD|CLONE_SETTLS';

const CASES: Readonly<
  Record<string, readonly [lines: readonly string[], rows: readonly string[]]>
> = {
  'a call counts when it begins, once': [
    ['1 ioctl(5, KVM_RUN <unfinished ...>', '2 close(3) = 0', '1 <... ioctl resumed>, 0) = 0'],
    ['KVM_RUN 1/0/0'],
  ],
  'a call that never ends counts': [['1 ioctl(5, KVM_RUN, 0 <unfinished ...>'], ['KVM_RUN 1/0/0']],
  'a call that strace let go of counts': [['ioctl(5, KVM_RUN <detached ...>'], ['KVM_RUN 1/0/0']],
  'a resumed line alone is no call': [['1 <... ioctl resumed>, 0) = 0'], []],
  'what strings hold is no call': [['write(1, "ioctl(5, KVM_RUN, 0) = 0", 9) = 9'], []],
  'a line cut inside the request does not count': [
    ['1 ioctl(5, KVM_RU', '1 ioctl(5, _IOC(_IOC_READ|', '1 ioctl(5', '1 ioctl('],
    [],
  ],
  'one value in all its styles is one row': [
    [
      RUN,
      'ioctl(5, 0xae80, 0) = 0',
      'ioctl(5, 0xae80 /* KVM_RUN */, 0) = 0',
      'ioctl(5, _IOC(_IOC_NONE, 0xae, 0x80, 0), 0) = 0',
      'ioctl(5</dev/a, b><c>, KVM_RUN) = 0',
      'ioctl(-1, KVM_RUN, 0) = -1 EBADF (Bad file descriptor)',
      'ioctl(5</gone>(deleted), KVM_RUN, 0) = 0',
      '> **[pid 9] ioctl(5, KVM_RUN, 0) = 0**',
      'ioctl(5, KVM_RUN, 0) = 0\r',
      '\u001b[1mioctl\u001b[0m(5, KVM_RUN, 0) = 0',
    ],
    ['KVM_RUN 10/0/0'],
  ],
  'two names stand for the value that they share': [
    ['ioctl(0, SNDCTL_TMR_TIMEBASE or TCGETS, {B38400 …}) = 0', 'ioctl(0, TCGETS, 0) = 0'],
    ['TCGETS 2/0/0'],
  ],
  'a name that no table has stands for itself': [
    ['ioctl(0, NO_SUCH_REQUEST, 0) = 0', 'ioctl(0, NO_SUCH_REQUEST, 0) = 0', RUN],
    ['NO_SUCH_REQUEST 2/0/0', 'KVM_RUN 1/0/0'],
  ],
  'a filter by prctl': [
    [RUN, 'prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, {len=1, filter=0x7}) = 0', RUN],
    ['KVM_RUN 2/1/0'],
  ],
  'a filter whose installing is interrupted': [
    [
      '1 seccomp(SECCOMP_SET_MODE_FILTER, 0, {len=6, filter=0x7} <unfinished ...>',
      `2 ${RUN}`,
      '1 <... seccomp resumed>) = 0',
      `1 ${RUN}`,
    ],
    ['KVM_RUN 2/1/0'],
  ],
  'no filter: refused, only asked for, strict mode, other prctl': [
    [
      FILTER.replace('= 0', '= -1 EACCES (Permission denied)'),
      'seccomp(SECCOMP_GET_ACTION_AVAIL, 0, [SECCOMP_RET_LOG]) = 0',
      'prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT) = 0',
      'prctl(PR_SET_NAME, "PR_SET_SECCOMP, SECCOMP_MODE_FILTER") = 0',
      RUN,
    ],
    ['KVM_RUN 1/0/0'],
  ],
  'a listener’s descriptor is no error, a thread out of step is one': [
    [
      '1 seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, {len=6, filter=0x7}) = 5',
      '2 seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=6, filter=0x7}) = 7',
      `1 ${RUN}`,
      `2 ${RUN}`,
    ],
    ['KVM_RUN 2/1/0'],
  ],
  'another thread’s filter does not count': [[`1 ${FILTER}`, `2 ${RUN}`], ['KVM_RUN 1/0/0']],
  'TSYNC counts for the process and not for another one': [
    [
      `1 clone({stack=0x1, ${THREAD}}, 88) = 2`,
      '1 fork() = 3',
      `1 ${FILTER.replace(', 0,', ', SECCOMP_FILTER_FLAG_TSYNC|SECCOMP_FILTER_FLAG_LOG,')}`,
      `2 ${RUN}`,
      `3 ${RUN}`,
    ],
    ['KVM_RUN 2/1/0'],
  ],
  'a child’s lines before its parent’s clone has returned': [
    [`1 ${FILTER}`, '1 fork( <unfinished ...>', `2 ${RUN}`, '1 <... fork resumed>) = 2'],
    ['KVM_RUN 1/1/0'],
  ],
  'a child that has ended before its parent’s vfork returns': [
    [
      `1 ${FILTER}`,
      '1 vfork( <unfinished ...>',
      `2 ${RUN}`,
      '2 +++ exited with 0 +++',
      '1 <... vfork resumed>) = 2',
    ],
    ['KVM_RUN 1/1/0'],
  ],
  'a grandchild': [[`1 ${FILTER}`, '1 fork() = 2', '2 fork() = 3', `3 ${RUN}`], ['KVM_RUN 1/1/0']],
  'a child cloned before the filter': [
    ['1 fork() = 2', `1 ${FILTER}`, `2 ${RUN}`],
    ['KVM_RUN 1/0/0'],
  ],
  'a number used again is another thread': [
    [`1 ${FILTER}`, `1 ${RUN}`, '1 +++ exited with 0 +++', `1 ${RUN}`],
    ['KVM_RUN 2/1/0'],
  ],
  'two runs in one output, neither with numbers': [
    [FILTER, RUN, '+++ killed by SIGSYS +++', RUN, FILTER, 'ioctl(5, KVM_RUN, 0) = 16', SIGSYS],
    ['KVM_RUN 3/2/1'],
  ],
  'a filter survives that execve gives the thread the leader’s number': [
    [`2 ${FILTER}`, '1 +++ superseded by execve in pid 2 +++', `1 ${RUN}`],
    ['KVM_RUN 1/1/0'],
  ],
  'the thread that strace numbers only from its first child on': [
    [
      FILTER,
      'fork(strace: Process 8 attached',
      ')                = 8',
      `[pid     8] ${RUN}`,
      `[pid     7] ${RUN}`,
      '[pid     7] +++ exited with 0 +++',
      RUN,
    ],
    ['KVM_RUN 3/3/0'],
  ],
  'refused: the number as result, then the signal': [
    [FILTER, 'ioctl(5, KVM_RUN, 0) = 16', SIGSYS, RUN],
    ['KVM_RUN 2/2/1'],
  ],
  'refused, and interrupted by another thread': [
    [
      '1 ioctl(5, KVM_RUN <unfinished ...>',
      `2 ${RUN}`,
      '1 <... ioctl resumed>, 0) = 16',
      `1 ${SIGSYS}`,
    ],
    ['KVM_RUN 2/1/1'],
  ],
  'not refused: another result, another thread, another call between, another signal': [
    [
      RUN,
      SIGSYS,
      '1 ioctl(5, KVM_RUN, 0) = 16',
      `2 ${SIGSYS}`,
      '3 ioctl(5, KVM_RUN, 0) = 16',
      '3 close(4) = 0',
      `3 ${SIGSYS}`,
      '4 ioctl(5, KVM_RUN, 0) = 16',
      '4 --- SIGSYS {si_signo=SIGSYS, si_code=SI_USER, si_pid=1, si_uid=0} ---',
      '5 ioctl(5, KVM_RUN, 0) = 16',
      `5 ${SIGSYS.replace('__NR_ioctl', '__NR_close')}`,
    ],
    ['KVM_RUN 5/0/0'],
  ],
  'killed: the number as result': [
    [FILTER, 'ioctl(5, KVM_RUN, 0) = 16', '+++ killed by SIGSYS (core dumped) +++'],
    ['KVM_RUN 1/1/1'],
  ],
  'not refused: killed by another signal, killed after another result': [
    [
      '1 ioctl(5, KVM_RUN, 0) = 16',
      '1 +++ killed by SIGKILL +++',
      '2 ioctl(5, KVM_RUN, 0) = 0',
      '2 +++ killed by SIGSYS +++',
    ],
    ['KVM_RUN 2/0/0'],
  ],
  'killed inside a call for another thread’s': [
    [
      `1 clone({stack=0x1, ${THREAD}}, 88) = 2`,
      '2 ioctl(5, KVM_RUN, 0 <unfinished ...>) = ?',
      '1 ioctl(0, TCGETS, 0) = 16',
      '1 +++ killed by SIGSYS +++',
      '2 +++ killed by SIGSYS +++',
    ],
    ['KVM_RUN 1/0/0', 'TCGETS 1/1/1'],
  ],
};

for (const [name, [lines, rows]] of Object.entries(CASES)) {
  test(name, () => {
    assert.deepEqual(told(lines).sort(), [...rows].sort());
  });
}

test('on aarch64 a refused call returns its first argument, and its table has its own values', () => {
  const signal = SIGSYS.replace('X86_64', 'AARCH64');
  assert.deepEqual(told(['ioctl(5, KVM_RUN, 0) = 5', signal], 'aarch64'), ['KVM_RUN 1/1/1']);
  assert.deepEqual(told(['ioctl(5, KVM_RUN, 0) = 0', signal], 'aarch64'), ['KVM_RUN 1/0/0']);
  const trace = Buffer.from(`ioctl(5, KVM_SET_REGS, 0) = 5\n${signal}\n`);
  assert.equal(histogramOf(trace).arch, 'aarch64');
  assert.equal(histogramOf(trace).rows('aarch64')[0]?.request, 0x4360ae82);
});

test('the most frequent request stands first, ties in order of first sight', () => {
  const lines = ['TCGETS', 'KVM_RUN', 'FIONBIO', 'KVM_RUN'].map(
    (name) => `ioctl(5, ${name}, 0) = 0`,
  );
  assert.deepEqual(told(lines), ['KVM_RUN 2/0/0', 'TCGETS 1/0/0', 'FIONBIO 1/0/0']);
});

const PARTS = [
  `1 ${RUN}\n`,
  `2<a> ${RUN}\n`,
  `[pid 3] ${RUN}\n`,
  `1 ${FILTER}\n`,
  `${FILTER}\n`,
  '1 ioctl(5, KVM_RUN, 0) = 16\n',
  `1 ${SIGSYS}\n`,
  '1 clone3({flags=CLONE_THREAD}, 88) = 2\n',
  '2 clone3({flags=CLONE_THREAD}, 88) = 1\n',
  '1 fork( <unfinished ...>\n',
  '1 <... fork resumed>) = 3\n',
  '1 ioctl(5, TCGETS <unfinished ...>\n',
  '1 <... ioctl resumed>, 0) = 16\n',
  'fork(strace: Process 3 attached\n',
  '2<a> +++ exited with 0 +++\n',
  '1 +++ killed by SIGSYS +++\n',
  '1 +++ superseded by execve in pid 2 +++\n',
  '1 ioctl(5</a<b',
  '1 ioctl(5, _IOC(_IOC_READ',
  '1 ioctl(5, A or B /* ',
  '"\\"',
  '[',
  '\n',
  '\r\n',
];
const stream = fc
  .array(
    fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(...PARTS) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 5 }) },
    ),
    {
      maxLength: 40,
      size: 'max',
    },
  )
  .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part))));

test('a trace counts the same however it is cut, and no bytes make it throw', () => {
  let calls = 0;
  fc.assert(
    fc.property(
      stream,
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      (bytes, cuts) => {
        const whole = histogramOf(bytes).rows('x86_64');
        calls += whole.length;
        assert.deepEqual(histogramOf(bytes, cuts).rows('x86_64'), whole);
      },
    ),
    times(500),
  );
  assert.ok(calls > 500, 'the traces held ioctls');
});

test('threads count alike, however strace interleaves them', () => {
  const threads = [
    [
      '1 ioctl(5, TCGETS <unfinished ...>',
      '1 <... ioctl resumed>, 0) = -1 ENOTTY',
      `1 ${FILTER}`,
      `1 ${RUN}`,
    ],
    [`2 ${FILTER}`, '2 ioctl(5, KVM_RUN, 0) = 16', `2 ${SIGSYS}`, '2 +++ killed by SIGSYS +++'],
    ['[pid 3] ioctl(5, FIONBIO, 0) = 16', '[pid 3] close(3) = 0', `[pid 3] ${SIGSYS}`],
  ];
  const want = ['FIONBIO 1/0/0', 'KVM_RUN 2/2/1', 'TCGETS 1/0/0'];
  fc.assert(
    fc.property(fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }), (turns) => {
      const left = threads.map((lines) => [...lines]);
      const lines = [...turns, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2].flatMap((turn) =>
        (left[turn] ?? []).splice(0, 1),
      );
      assert.deepEqual(told(lines).sort(), want);
    }),
    times(200),
  );
});
