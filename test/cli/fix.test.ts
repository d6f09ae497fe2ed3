import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { jsonOf, lens, temporaryFolder, type Ended } from './lens';
import { auditLine, IOCTLS, ONE_LIST, TWO_LISTS } from './sources';

interface Run extends Ended {
  /** The source afterwards. */
  readonly source: string;
  readonly folder: string;
}

/** Runs `fix filter.rs ARGS…` beside a log, on x86_64's tables. */
function fix(t: TestContext, source: string, args: readonly string[], log = ''): Run {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'filter.rs'), source);
  writeFileSync(join(folder, 'trap.log'), log);
  const ended = lens(['fix', 'filter.rs', '--arch', 'x86_64', ...args], { cwd: folder });
  return { ...ended, source: readFileSync(join(folder, 'filter.rs'), 'utf8'), folder };
}

const GETPID_DIFF = `--- a/filter.rs
+++ b/filter.rs
@@ -4,6 +4,7 @@
     vec![
         (libc::SYS_brk, vec![]),
         (libc::SYS_exit, vec![]),
+        (libc::SYS_getpid, vec![]),
         (libc::SYS_write, vec![]),
     ]
 }
`;

for (const name of ['getpid', 'SYS_getpid', '__NR_getpid', '39', '0x27']) {
  test(`fix --syscall ${name} prints one line as a unified diff and writes nothing`, (t) => {
    const run = fix(t, ONE_LIST, ['--syscall', name]);
    assert.deepEqual([run.status, run.stdout, run.stderr], [0, GETPID_DIFF, '']);
    assert.equal(run.source, ONE_LIST);
  });
}

test('git apply takes the diff, and makes of the file what --write makes of it', (t) => {
  const printed = fix(t, ONE_LIST, ['--syscall', 'getpid']);
  const applied = spawnSync('git', ['apply', '-'], {
    cwd: printed.folder,
    input: printed.stdout,
    encoding: 'utf8',
    env: { ...process.env, GIT_CEILING_DIRECTORIES: join(printed.folder, '..') },
  });
  assert.equal(applied.status, 0, applied.stderr);
  const written = fix(t, ONE_LIST, ['--syscall', 'getpid', '--write']);
  assert.equal(written.status, 0, written.stderr);
  assert.equal(written.stdout, GETPID_DIFF);
  assert.equal(written.source, readFileSync(join(printed.folder, 'filter.rs'), 'utf8'));
  assert.notEqual(written.source, ONE_LIST);
});

test('fix of a source on standard input', () => {
  const run = lens(['fix', '-', '--syscall', 'getpid'], { input: ONE_LIST });
  assert.deepEqual([run.status, run.stdout], [0, GETPID_DIFF.replaceAll('filter.rs', 'stdin')]);
});

test('fix --json gives one object a remedy', (t) => {
  const run = fix(t, ONE_LIST, ['--syscall', 'getpid', '--json']);
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(jsonOf(run), [
    {
      file: 'filter.rs',
      list: 'worker_rules',
      remedy: 'allow',
      line: 7,
      diff: GETPID_DIFF,
      warnings: [],
    },
  ]);
});

test('an allowed call: exit 1, with the place', (t) => {
  const run = fix(t, ONE_LIST, ['--syscall', 'exit', '--write']);
  assert.equal(run.status, 1);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /^seccomp-lens: filter\.rs:6: .*already allowed.*\n$/);
  assert.equal(run.source, ONE_LIST);
  const [answer, ...others] = jsonOf(fix(t, ONE_LIST, ['--syscall', 'exit', '--json']));
  assert.deepEqual(others, []);
  assert.deepEqual(answer, {
    file: 'filter.rs',
    list: 'worker_rules',
    remedy: 'already-allowed',
    line: 6,
    diff: '',
    warnings: [],
  });
});

test('two lists: exit 2 and their names, until --list names one', (t) => {
  const run = fix(t, TWO_LISTS, ['--syscall', 'getpid', '--write']);
  assert.equal(run.status, 2);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /^seccomp-lens: filter\.rs: .*api_rules.*vmm_rules.*\n$/);
  assert.equal(run.source, TWO_LISTS);
  const chosen = fix(t, TWO_LISTS, ['--syscall', 'getpid', '--list', 'vmm_rules', '--write']);
  assert.equal(chosen.status, 0, chosen.stderr);
  const [before = '', vmm = ''] = chosen.source.split('fn vmm_rules');
  assert.ok(TWO_LISTS.startsWith(before));
  assert.match(vmm, /^ {8}\(libc::SYS_getpid, vec!\[\]\),$/m);
});

const requests = ['KVM_GET_REGS', '0x8090ae81', '2156965505', '_IOC(_IOC_READ, 0xae, 0x81, 0x90)'];
for (const request of requests) {
  test(`fix --ioctl ${request} adds a constant and a rule`, (t) => {
    const run = fix(t, IOCTLS, ['--syscall', 'ioctl', '--ioctl', request, '--write']);
    assert.equal(run.status, 0, run.stderr);
    const added = run.stdout.match(/^\+ .*$/gm);
    assert.deepEqual(added, [
      '+    pub const KVM_GET_REGS: u64 = 0x8090_ae81;',
      '+        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_REGS)?],',
    ]);
    assert.doesNotMatch(run.stdout, /^-[^-]/m);
    assert.match(run.source, /KVM_GET_REGS\)\?\]/);
  });
}

test('an ioctl without its request: exit 2 with how to find it, and only --widen overrides', (t) => {
  const run = fix(t, IOCTLS, ['--syscall', 'ioctl', '--write']);
  assert.equal(run.status, 2);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, /^seccomp-lens: [^\n]*strace[^\n]*\n$/);
  assert.equal(run.source, IOCTLS);
  const wide = fix(t, IOCTLS, ['--syscall', 'ioctl', '--widen']);
  assert.equal(wide.status, 0, wide.stderr);
  assert.match(wide.stdout, /^\+.*\(libc::SYS_ioctl, vec!\[\]\),$/m);
  assert.notEqual(wide.stderr, '', 'a wide change says so');
});

test('a call that is there with conditions: exit 2 and the conditions', (t) => {
  const run = fix(t, IOCTLS, ['--syscall', 'write', '--write']);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^seccomp-lens: [^\n]*only where argument 0 == 1[^\n]*\n$/);
  assert.equal(run.source, IOCTLS);
});

const HYPERLIGHT =
  '[ERROR][HYPERLIGHT] Handling disallowed syscall\n' +
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n\0\0\0\0' +
  '[ERROR][HYPERLIGHT] IOCTL Param: 2156965505\n\0\0\0\0';

test('all traps of the logs make one diff', (t) => {
  const log =
    auditLine({ syscall: 39 }) +
    auditLine({ syscall: 39, serial: 390 }) +
    auditLine({ syscall: 110 }) +
    auditLine({ syscall: 202 }) +
    HYPERLIGHT;
  const run = fix(t, IOCTLS, ['--log', 'trap.log', '--write'], log);
  assert.equal(run.status, 0, run.stderr);
  assert.equal(run.stdout.match(/^--- /gm)?.length, 1);
  assert.deepEqual(run.stdout.match(/^\+ .*$/gm), [
    '+    pub const KVM_GET_REGS: u64 = 0x8090_ae81;',
    '+        and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_REGS)?],',
    '+        (libc::SYS_getpid, vec![]),',
    '+        (libc::SYS_getppid, vec![]),',
  ]);
  assert.match(run.stderr, /filter\.rs:\d+: .*futex.*already allowed/);
  const again = lens(['fix', 'filter.rs', '--log', 'trap.log', '--json'], { cwd: run.folder });
  assert.equal(again.status, 1);
  const remedies = jsonOf(again).map(({ remedy }) => remedy);
  assert.equal(remedies.length, 4);
  assert.deepEqual(new Set(remedies), new Set(['already-allowed']));
});

test('the same call of two threads is one change', (t) => {
  const log = auditLine({ syscall: 39 }) + auditLine({ syscall: 39, serial: 2, comm: '"other"' });
  const run = fix(t, ONE_LIST, ['--log', 'trap.log', '--json'], log);
  assert.deepEqual(
    [run.status, jsonOf(run).map(({ remedy }) => remedy), run.stderr],
    [0, ['allow'], ''],
  );
});

test('what cannot be answered is said, exit 2, and the rest goes on', (t) => {
  const log = auditLine({ syscall: 39 }) + auditLine({ syscall: 9999 });
  const run = fix(t, ONE_LIST, ['--log', 'trap.log', '--write'], log);
  assert.equal(run.status, 2);
  assert.match(run.stderr, /^seccomp-lens: [^\n]*9999[^\n]*\.$/m);
  assert.equal(run.stdout, GETPID_DIFF);
  assert.match(run.source, /SYS_getpid/);
});

test('a record without its request is a note where another line names the request', (t) => {
  const log = auditLine({ syscall: 16 }) + HYPERLIGHT;
  const run = fix(t, IOCTLS, ['--log', 'trap.log', '--write'], log);
  assert.equal(run.status, 0);
  assert.match(run.stderr, /^seccomp-lens: [^\n]*do not say their request: only [^\n]*\.$/m);
  assert.match(run.source, /Eq, KVM_GET_REGS/);
});

const OF_TWO =
  auditLine({ syscall: 39 }) +
  auditLine({ syscall: 41, comm: '"sshd"' }).replace('/usr/bin/vmm', '/usr/sbin/sshd') +
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 318\n';
const programs: readonly (readonly [string, readonly string[], readonly string[], string])[] = [
  ['no --program', [], ['getpid', 'socket', 'getrandom'], 'Calls of 2 programs are answered '],
  ['the end of a path', ['--program', 'sshd'], ['socket', 'getrandom'], ''],
  ['a whole path', ['--program', '/usr/bin/vmm'], ['getpid', 'getrandom'], ''],
  ['part of a name', ['--program', 'mm'], ['getrandom'], ''],
];
for (const [name, args, calls, note] of programs) {
  test(`fix --log of a log of two programs, with ${name}`, (t) => {
    const run = fix(t, ONE_LIST, ['--log', 'trap.log', '--write', ...args], OF_TWO);
    assert.equal(run.status, 0, run.stderr);
    const added = [...run.stdout.matchAll(/^\+ +\(libc::SYS_(\w+)/gm)].map(([, call]) => call);
    assert.deepEqual(added.sort(), [...calls].sort());
    assert.equal(run.stderr.includes('Calls of'), note !== '');
    assert.ok(run.stderr.includes(note), run.stderr);
  });
}

test('--program: what the log does not name, and what is no log', (t) => {
  const none = fix(
    t,
    ONE_LIST,
    ['--log', 'trap.log', '--program', 'sshd'],
    auditLine({ syscall: 39 }),
  );
  assert.deepEqual(
    [none.status, none.stderr],
    [1, 'seccomp-lens: trap.log names no refused call of sshd.\n'],
  );
  const alone = fix(t, ONE_LIST, ['--syscall', 'getpid', '--program', 'sshd']);
  assert.deepEqual([alone.status, alone.stderr], [2, 'seccomp-lens: --program goes with --log.\n']);
});

test('--ioctl gives a log’s records the request that they do not say', (t) => {
  const log = auditLine({ syscall: 16 });
  const args = ['--log', 'trap.log', '--ioctl', 'KVM_GET_REGS', '--write'];
  const run = fix(t, IOCTLS, args, log);
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.source, /Eq, KVM_GET_REGS/);
});

test('dropped records and unnamed refusals are said', (t) => {
  const log =
    auditLine({ syscall: 39 }) +
    '[  780.0] kauditd_printk_skb: 10 callbacks suppressed\n' +
    'called `Result::unwrap()` on an `Err` value: DisallowedSyscall\n';
  const run = fix(t, ONE_LIST, ['--log', 'trap.log'], log);
  assert.equal(run.status, 0);
  assert.equal(run.stdout, GETPID_DIFF);
  assert.match(run.stderr, /^seccomp-lens: [^\n]*records were dropped, at least 10: [^\n]*$/m);
  assert.match(run.stderr, /^seccomp-lens: trap\.log:3 says [^\n]*not which\.$/m);
});

for (const [more, says] of [
  [1, 'nor does 1 more line'],
  [2, 'nor do 2 more lines'],
] as const) {
  test(`several unnamed refusals are one sentence: ${says}`, (t) => {
    const log = 'Bad system call (core dumped)\n-\n'.repeat(1 + more);
    const { stderr } = fix(t, ONE_LIST, ['--log', 'trap.log'], log);
    assert.ok(
      stderr.includes(`trap.log:1 says that a call was refused, but not which (${says}).\n`),
    );
  });
}

test('a thread name cannot reach the terminal raw', (t) => {
  const comm = Buffer.from('\u001b[2Jx').toString('hex').toUpperCase();
  const log = auditLine({ syscall: 9999, comm }) + auditLine({ syscall: 39, comm, serial: 2 });
  const run = fix(t, ONE_LIST, ['--log', 'trap.log'], log);
  assert.equal(run.status, 2);
  assert.ok(!(run.stdout + run.stderr).includes('\u001b'));
});

test('--remedies prints each, narrowest first, and changes nothing', (t) => {
  const args = ['--syscall', 'ioctl', '--ioctl', 'KVM_GET_REGS', '--remedies'];
  const run = fix(t, IOCTLS, [...args, '--json']);
  assert.equal(run.status, 0, run.stderr);
  const [first] = jsonOf(run);
  assert.equal(first?.['remedy'], 'allow-argument');
  assert.equal(run.source, IOCTLS);
  const words = fix(t, IOCTLS, args);
  assert.match(words.stdout, /^allow-argument: .*KVM_GET_REGS/);
});

test('--remedies of a log: what is allowed already and what stays open is said', (t) => {
  const log = auditLine({ syscall: 39 }) + auditLine({ syscall: 1 }) + auditLine({ syscall: 9999 });
  const run = fix(t, ONE_LIST, ['--log', 'trap.log', '--remedies', '--json'], log);
  assert.equal(run.status, 2);
  assert.deepEqual(
    jsonOf(run).map(({ remedy, line }) => [remedy, line]),
    [
      ['allow', 7],
      ['already-allowed', 7],
      ['remove', 4],
    ],
  );
  assert.match(run.stderr, /9999/);
});

test('--remedy takes a kind, and says which there are', (t) => {
  const run = fix(t, ONE_LIST, ['--syscall', 'getpid', '--remedy', 'allow']);
  assert.deepEqual([run.status, run.stdout], [0, GETPID_DIFF]);
  const none = fix(t, ONE_LIST, ['--syscall', 'getpid', '--remedy', 'allow-argument', '--write']);
  assert.equal(none.status, 2);
  assert.match(none.stderr, /"allow-argument"[^\n]*: allow[^\n]*\n$/);
  assert.equal(none.source, ONE_LIST);
});

test('a byte order mark, CRLF and tabs survive', (t) => {
  const source = `\ufeff${ONE_LIST.replaceAll('    ', '\t').replaceAll('\n', '\r\n')}`;
  const run = fix(t, source, ['--syscall', 'getpid', '--write']);
  assert.equal(run.status, 0, run.stderr);
  const entry = '\t\t(libc::SYS_exit, vec![]),\r\n';
  assert.equal(run.source, source.replace(entry, `${entry}\t\t(libc::SYS_getpid, vec![]),\r\n`));
});

test('--companions adds what other targets make instead, each under its cfg, and says so', (t) => {
  const run = fix(t, ONE_LIST, ['--syscall', 'openat', '--companions', '--write']);
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(run.stdout.match(/^\+ .*$/gm), [
    '+        #[cfg(target_arch = "x86_64")]',
    '+        (libc::SYS_open, vec![]),',
    '+        (libc::SYS_openat, vec![]),',
    '+        (libc::SYS_openat2, vec![]),',
  ]);
  assert.match(run.stderr, /beside the one seen/);
  const args = ['fix', 'filter.rs', '--syscall', 'openat', '--companions', '--arch', 'x86_64'];
  assert.equal(lens(args, { cwd: run.folder }).status, 1, 'the second time nothing is left');
});

test('--remedy remove takes the entry out, and then there is none', (t) => {
  const run = fix(t, ONE_LIST, ['--syscall', 'exit', '--remedy', 'remove', '--write']);
  assert.equal(run.status, 0, run.stderr);
  assert.deepEqual(run.stdout.match(/^\+ .*$/gm), [
    '+    vec![(libc::SYS_brk, vec![]), (libc::SYS_write, vec![])]',
  ]);
  const args = ['fix', 'filter.rs', '--syscall', 'exit', '--remedy', 'remove'];
  const again = lens(args, { cwd: run.folder });
  assert.deepEqual([again.status, again.stdout], [1, '']);
  assert.match(again.stderr, /exit is in no list of this file\.\n$/);
  const json = lens([...args, '--json'], { cwd: run.folder });
  assert.equal(json.status, 1);
  assert.deepEqual(
    jsonOf(json).map(({ remedy, line }) => [remedy, line]),
    [['already-removed', 4]],
  );
});

test('--remedy with a kind that there is none of, or a sort of a call, is bad usage', (t) => {
  for (const args of [
    ['--syscall', 'exit', '--remedy', 'widen'],
    ['--syscall', 'exit', '--remedy', 'sort'],
    ['--syscall', 'exit', '--constant'],
  ]) {
    const run = fix(t, ONE_LIST, args);
    assert.deepEqual([run.status, run.stdout], [2, '']);
  }
});

test('the width of a line is the crate’s', (t) => {
  const folder = temporaryFolder(t);
  const text = 'fn rules() -> Rules {\n    vec![(libc::SYS_read, vec![])]\n}\n';
  writeFileSync(join(folder, 'filter.rs'), text);
  writeFileSync(join(folder, 'rustfmt.toml'), 'array_width = 40\n');
  const run = lens(['fix', 'filter.rs', '--syscall', 'write', '--arch', 'x86_64'], { cwd: folder });
  assert.equal(run.status, 0, run.stderr);
  assert.match(run.stdout, /^\+ {8}\(libc::SYS_write, vec!\[\]\),$/m);
});

test('fix --write changes the file of the crate that holds the rules, and names it', (t) => {
  const folder = temporaryFolder(t);
  const rules = (more: string): string =>
    `pub fn rules() -> Result<Vec<SeccompRule>> {\n    Ok(or![\n        and![Cond::new(1, ArgLen::Dword, Eq, 0x5401)?],\n${more}    ])\n}\n`;
  const own = `mod devices;\n${ONE_LIST.replace('(libc::SYS_brk, vec![])', '(libc::SYS_ioctl, devices::rules()?)')}`;
  writeFileSync(join(folder, 'main.rs'), own);
  writeFileSync(join(folder, 'devices.rs'), rules(''));
  const args = ['fix', 'main.rs', '--arch', 'x86_64', '--syscall', 'ioctl', '--ioctl', '0xae80'];
  const shown = lens([...args, '--json'], { cwd: folder });
  assert.equal(jsonOf(shown)[0]?.['file'], 'devices.rs', shown.stderr);
  const written = lens([...args, '--write'], { cwd: folder });
  assert.deepEqual([written.status, written.stderr], [0, 'seccomp-lens: devices.rs is changed.\n']);
  assert.match(written.stdout, /^--- a\/devices\.rs\n/);
  assert.equal(readFileSync(join(folder, 'main.rs'), 'utf8'), own);
  const rule = '        and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?],\n';
  assert.equal(readFileSync(join(folder, 'devices.rs'), 'utf8'), rules(rule));
  const again = lens([...args, '--write'], { cwd: folder });
  assert.equal(again.status, 1);
  assert.match(again.stderr, /^seccomp-lens: devices\.rs:4: .*already allowed/);
});
