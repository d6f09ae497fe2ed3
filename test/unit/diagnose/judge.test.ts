import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CallTrace } from '../../../src/core/diagnose/call-trace';
import { inspectedArguments } from '../../../src/core/diagnose/inspected';
import { filtersThatRan } from '../../../src/core/diagnose/filters-that-ran';
import { judgeTrace } from '../../../src/core/diagnose/judge';
import { readPolicy } from '../../../src/core/policy/read';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

const parser = loadRustParserFromPackages();
const ROOT = join(__dirname, '../../..');
const capture = readFileSync(join(ROOT, 'test/fixtures/diagnose/filter-whole.strace'), 'utf8');
const source = readFileSync(join(ROOT, 'test/kernel/probe/src/filter.rs'), 'utf8');
/** A second list, for another thread: the trace must not be taken for its. */
const OTHER = `
fn other_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![(libc::SYS_read, vec![]), (libc::SYS_write, vec![]), (libc::SYS_futex, vec![])])
}`;

const installLine = capture.split('\n').find((line) => line.includes('seccomp(0x1')) ?? '';
const filter = installLine.slice(installLine.indexOf('{len='), installLine.lastIndexOf('}') + 1);

/** Lines with `FILTER` for the captured filter. */
async function traced(lines: readonly string[], text: string) {
  const policy = readPolicy(await parser, text, 'x86_64');
  const trace = new CallTrace(inspectedArguments(policy));
  trace.push(Buffer.from(lines.map((line) => line.replace('FILTER', filter)).join('\n')));
  trace.end();
  return { policy, trace };
}

async function judged(lines: readonly string[], text = source + OTHER) {
  const { policy, trace } = await traced(lines, text);
  return judgeTrace(trace, policy, 'x86_64');
}

type Seen = readonly [syscall: string, request: number | null, witness: string, count: number];

const INSTALL = '5<a> seccomp(0x1, 0, FILTER) = 0';
const TSYNC = '5<a> seccomp(0x1, 0x1, FILTER) = 0';
const SIGSYS = '--- SIGSYS {si_signo=31, si_code=0x1, si_syscall=39, si_arch=0xc000003e} ---';

const CASES: readonly (readonly [
  name: string,
  lines: readonly string[],
  refused: readonly Seen[],
])[] = [
  ['before the filter nothing is in its scope', ['5<a> getpid() = 0x5', INSTALL], []],
  [
    'a trapped call',
    [INSTALL, '5<a> getpid() = 0x27', `5<a> ${SIGSYS}`],
    [['getpid', null, 'sigsys', 1]],
  ],
  [
    'a call that only its signal names',
    [INSTALL, `5<a> ${SIGSYS}`],
    [['getpid', null, 'sigsys', 1]],
  ],
  [
    'requests are told apart, and judged by the filter where no signal came',
    [INSTALL, '5<a> ioctl(0x3, 0xae03, 0) = 0x1', '5<a> ioctl(0x3, 0xae00, 0) = 0xc'],
    [['ioctl', 0xae03, 'filter', 1]],
  ],
  [
    'a sign-extended request is its low word',
    [INSTALL, '5<a> ioctl(0x3, 0xffffffffc010b805, 0) = 0'],
    [['ioctl', 0xc010b805, 'filter', 1]],
  ],
  ['another thread is not in its scope', [INSTALL, '7<b> getpid() = 0x5'], []],
  [
    'a thread inherits, also where its first lines come before the clone returns',
    [
      INSTALL,
      '5<a> clone3({flags=0x3d0f00}, 88 <unfinished ...>',
      '6<b> getpid() = 0x5',
      '5<a> <... clone3 resumed>) = 6<b>',
    ],
    [
      ['clone3', null, 'filter', 1],
      ['getpid', null, 'filter', 1],
    ],
  ],
  [
    'what is installed after the clone is not inherited',
    ['5<a> clone3({flags=0x3d0f00}, 88) = 6<b>', INSTALL, '6<b> getpid() = 0x5'],
    [],
  ],
  [
    'TSYNC spreads to the threads of the process',
    ['5<a> clone3({flags=0x3d0f00}, 88) = 6<b>', TSYNC, '6<b> getpid() = 0x5'],
    [['getpid', null, 'filter', 1]],
  ],
  [
    'TSYNC does not reach another process',
    ['5<a> fork() = 6<b>', TSYNC, '6<b> getpid() = 0x5'],
    [],
  ],
  [
    'a thread killed in a call that is allowed was killed for another’s',
    [INSTALL, '5<a> futex(0x1, 0, 0) = ?', '5<a> +++ killed by SIGSYS +++'],
    [],
  ],
  [
    'a thread killed in a call that is not',
    [INSTALL, '5<a> getpid() = ?', '5<a> +++ killed by SIGSYS +++'],
    [['getpid', null, 'killed', 1]],
  ],
  [
    'a filter that was not installed',
    ['5<a> seccomp(0x1, 0, FILTER) = -1 EACCES (x)', '5<a> getpid() = 0x5'],
    [],
  ],
];

for (const [name, lines, refused] of CASES) {
  test(`a trace is judged: ${name}`, async () => {
    const { refusals } = await judged(lines);
    assert.deepEqual(
      refusals.map(({ want, witnesses, count }) => [
        want.syscall,
        want.request,
        witnesses[0],
        count,
      ]),
      refused,
    );
  });
}

test('a filter leads to the list that it was built from, whatever the thread is called', async () => {
  const { refusals, listOfThread, mismatches } = await judged([INSTALL, `5<other> ${SIGSYS}`]);
  assert.deepEqual(
    refusals.map(({ list }) => list),
    ['probe_rules'],
  );
  assert.deepEqual([...listOfThread], [['other', 'probe_rules']]);
  assert.deepEqual(mismatches, ['trap']);
});

test('two lists that would make the same filter: neither is named', async () => {
  const twin = source.slice(source.indexOf('fn probe_rules'), source.indexOf('/// Puts'));
  const text = source + twin.replace('probe_rules', 'twin_rules');
  const { refusals } = await judged([INSTALL, '5<a> getpid() = 0x5'], text);
  assert.deepEqual(
    refusals.map(({ list }) => list),
    [null],
  );
});

test('calls of a filter that the trace does not show are left to the source', async () => {
  const { refusals, unjudged } = await judged([
    '5<a> seccomp(0x1, 0, {len=72, filter=0x7ffd57c2b958}) = 0',
    '5<a> getpid() = 0x5',
  ]);
  assert.deepEqual(refusals, []);
  assert.deepEqual(
    unjudged.map(({ want }) => want.syscall),
    ['getpid'],
  );
});

/** Another source's filter: it lets `futex` through where argument 1 is 128, as seccompiler compiles it. */
const FUTEX_WAKE =
  '{len=7, filter=[BPF_STMT(0x20, 0), BPF_JUMP(0x15, 0xca, 0, 0x3), BPF_STMT(0x20, 0x18), BPF_JUMP(0x15, 0x80, 0, 0x1), BPF_STMT(0x6, 0x7fff0000), BPF_STMT(0x6, 0x30000), BPF_STMT(0x6, 0x30000)]}';
const WAKE_ONLY = `
fn wake_rules() -> Result<Vec<(i64, Vec<SeccompRule>)>, BackendError> {
    Ok(vec![(libc::SYS_futex, or![and![Cond::new(1, ArgLen::Dword, Eq, 128)?]])])
}`;

test('a call that is made again and again is not judged without its arguments', async () => {
  const again = Array.from({ length: 6000 }, () => '5<a> futex(0x1, 0x80, 0) = 0');
  const install = INSTALL.replace('FILTER', FUTEX_WAKE);
  const { refusals, unjudged, rows } = await judged([install, ...again], WAKE_ONLY);
  assert.deepEqual([refusals, unjudged], [[], []]);
  assert.deepEqual(
    rows.filter(({ syscall }) => syscall === 'futex').map(({ count, allowed }) => [count, allowed]),
    [[6000, true]],
  );
});

test('what an argument that was not traced would have refused is left to the source', async () => {
  // One set of arguments more than are told apart.
  const many = Array.from({ length: 5001 }, (_, at) => `5<a> futex(${at}, 0x80, ${at}) = 0`);
  const install = INSTALL.replace('FILTER', FUTEX_WAKE);
  const text = WAKE_ONLY.replace('Eq, 128)?]', 'Eq, 128)?, Cond::new(2, ArgLen::Dword, Ge, 0)?]');
  const { refusals, unjudged } = await judged([install, ...many], text);
  assert.deepEqual(refusals, []);
  assert.deepEqual(
    unjudged.map(({ want, count }) => [want.syscall, count]),
    [['futex', 1]],
  );
});

test('the whole process is counted, and what of it a filter held for', async () => {
  const { rows } = await judged([
    '5<a> ioctl(0x3, 0xae00, 0) = 0xc',
    INSTALL,
    '5<a> ioctl(0x3, 0xae00, 0) = 0xc',
    '5<a> ioctl(0x3, 0xae03, 0) = 0x1',
  ]);
  assert.deepEqual(
    rows
      .filter(({ syscall }) => syscall === 'ioctl')
      .map(({ names, count, afterFilter, refused, allowed }) => [
        names[0],
        count,
        afterFilter,
        refused,
        allowed,
      ]),
    [
      ['KVM_GET_API_VERSION', 2, 1, 0, true],
      ['KVM_CHECK_EXTENSION', 1, 1, 1, false],
    ],
  );
});

for (const [lines, unexplained] of [
  [[`5<a> ${SIGSYS}`, '5<a> +++ killed by SIGSYS +++'], 0],
  [['7<b> +++ killed by SIGSYS +++'], 1],
] as const) {
  test(`a thread killed, ${unexplained === 0 ? 'by its signal' : 'and nothing tells why'}`, async () => {
    const { trace } = await traced([INSTALL, ...lines], source);
    assert.deepEqual([trace.kills, trace.unexplainedKills], [1, unexplained]);
  });
}

/** The captured filter is on Trap. */
const OWN = source.replace('SeccompAction::Log,', 'SeccompAction::Trap,');
const MORE = OWN.replace('(libc::SYS_brk', '(libc::SYS_getpid, vec![]),\n        (libc::SYS_brk');

const RAN: readonly (readonly [name: string, line: string, text: string, kind: string])[] = [
  ['the source’s own', INSTALL, OWN, 'same'],
  ['of a list that has an entry more by now', INSTALL, MORE, 'unknown'],
  ['on another action than the source’s', INSTALL, source, 'other'],
  ['that the trace does not show whole', '5<a> seccomp(0x1, 0, {len=9, ...}) = 0', OWN, 'unknown'],
  ['none at all', '5<a> getpid() = 0x5', OWN, 'none'],
];

for (const [name, line, text, kind] of RAN) {
  test(`a filter that ran is held against the source: ${name}`, async () => {
    const { policy, trace } = await traced([line], text);
    const shown = [...trace.programs.values()];
    assert.equal(filtersThatRan(trace.filters, shown, policy, 'x86_64').kind, kind);
  });
}
