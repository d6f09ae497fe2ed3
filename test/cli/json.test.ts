import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';
import { lens, temporaryFolder, type Ended } from './lens';
import { ONE_LIST } from './sources';

const FIXTURES = resolve(__dirname, '../fixtures/policies');

/** A copy of a fixture in a folder of its own, and the command line there. */
function beside(
  t: TestContext,
  file: string,
): { run: (...args: readonly string[]) => Ended; text: () => string } {
  const folder = temporaryFolder(t);
  copyFileSync(join(FIXTURES, file), join(folder, file));
  return {
    run: (...args) => lens(args, { cwd: folder }),
    text: () => readFileSync(join(folder, file), 'utf8'),
  };
}

test('fix of a JSON policy: a diff, by --write the file, and then nothing more', (t) => {
  const { run, text } = beside(t, 'profile.json');
  const before = text();
  const args = ['fix', 'profile.json', '--arch', 'x86_64', '--syscall', 'getpid'];
  const printed = run(...args);
  assert.deepEqual([printed.status, printed.stderr], [0, '']);
  assert.match(printed.stdout, /^@@ .*\n(?: .*\n){3}\+\t\t\t\t"getpid",\n(?: .*\n){3}$/m);
  assert.equal(text(), before);
  assert.equal(run(...args, '--write').status, 0);
  assert.equal(text(), before.replace('\t\t\t\t"openat",', '\t\t\t\t"getpid",\n\t\t\t\t"openat",'));
  const again = run(...args);
  assert.deepEqual([again.status, again.stdout], [1, '']);
  assert.match(again.stderr, /profile\.json:20: getpid is already allowed in syscalls at line 20/);
});

test('fix refuses what it cannot know: the thread, a denylist, broken JSON', (t) => {
  const { run } = beside(t, 'threads.json');
  const unnamed = run('fix', 'threads.json', '--syscall', 'getpid');
  assert.equal(unnamed.status, 2);
  assert.match(
    unnamed.stderr,
    /2 lists of this file can be meant: vmm, vcpu\. Name one by --list NAME\.\n/,
  );
  const other = beside(t, 'one-line.json').run;
  const denied = other('fix', 'one-line.json', '--syscall', 'execve', '--list', 'no-new-programs');
  assert.equal(denied.status, 2);
  assert.match(denied.stderr, /is a denylist/);
});

test('allowlist, check and diff read it', (t) => {
  const { run } = beside(t, 'threads.json');
  const shown = run('allowlist', 'threads.json', '--json');
  const { lists } = JSON.parse(shown.stdout) as { lists: { name: string; entries: unknown[] }[] };
  assert.deepEqual(
    lists.map(({ name, entries }) => [name, entries.length]),
    [
      ['vmm', 7],
      ['vcpu', 3],
    ],
  );
  assert.equal(run('check', 'threads.json', '--arch', 'x86_64').status, 0);
  run(
    'fix',
    'threads.json',
    '--syscall',
    'getpid',
    '--list',
    'vcpu',
    '--arch',
    'x86_64',
    '--write',
  );
  const compared = run('diff', join(FIXTURES, 'threads.json'), 'threads.json', '--json');
  assert.equal(compared.status, 1);
  assert.deepEqual(JSON.parse(compared.stdout), {
    list: 'vcpu',
    thread: 'vcpu',
    target: 'all',
    syscall: 'getpid',
    before: 'refused',
    after: 'allowed',
    widens: true,
  });
});

test('allowlist --format writes what is in force, and says what the format cannot', (t) => {
  const { run } = beside(t, 'threads.json');
  const several = run('allowlist', 'threads.json', '--arch', 'x86_64', '--format', 'oci');
  assert.deepEqual([several.status, several.stdout], [2, '']);
  assert.match(several.stderr, /there are vmm, vcpu: use --list NAME/);
  const args = [
    'allowlist',
    'threads.json',
    '--arch',
    'x86_64',
    '--format',
    'oci',
    '--list',
    'vcpu',
  ];
  const one = run(...args);
  assert.equal(one.status, 0);
  assert.match(one.stderr, /^seccomp-lens: threads\.json: A profile holds for all threads/);
  assert.deepEqual(JSON.parse(one.stdout), {
    defaultAction: 'SCMP_ACT_TRAP',
    architectures: ['SCMP_ARCH_X86_64'],
    syscalls: [
      { names: ['exit', 'rt_sigreturn'], action: 'SCMP_ACT_ALLOW' },
      {
        names: ['ioctl'],
        action: 'SCMP_ACT_ALLOW',
        args: [{ index: 1, value: 0xffffffff, valueTwo: 0xae80, op: 'SCMP_CMP_MASKED_EQ' }],
      },
    ],
  });
});

test('allowlist --format names a list that no build for the architecture has', (t) => {
  const cwd = temporaryFolder(t);
  writeFileSync(join(cwd, 'arm.rs'), ONE_LIST.replace('fn ', '#[cfg(target_arch = "arm")]\nfn '));
  const other = lens(['allowlist', 'arm.rs', '--arch', 'x86_64', '--format', 'oci'], { cwd });
  assert.deepEqual([other.status, other.stdout], [1, '']);
  assert.match(
    other.stderr,
    /holds no list in force: \w+ exists only under cfg\(target_arch = "arm"\)\.$/m,
  );
  const unknown = lens(['allowlist', 'arm.rs', '--arch', 'arm', '--format', 'oci', '--list', 'x'], {
    cwd,
  });
  assert.match(unknown.stderr, /arm\.rs holds no list named x; it has worker_rules\.$/m);
});
