import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import {
  ensurePackages,
  findCommand,
  installCommands,
  missingPackages,
  parsePackages,
} from '../../../scripts/lib/debian';
import { Processes } from '../../../scripts/lib/processes';

const processes = new Processes();

test('a list of packages is read without its comments', () => {
  assert.deepEqual(parsePackages('# head\nstrace strace\n\n  auditd\tausearch # why\nlibc-dev\n'), [
    { name: 'strace', command: 'strace' },
    { name: 'auditd', command: 'ausearch' },
    { name: 'libc-dev', command: null },
  ]);
});

test('a package is there by its command or by dpkg, and else missing', async () => {
  const absent = { name: 'seccomp-lens-no-such-package', command: 'seccomp-lens-no-such-command' };
  const wanted = [{ name: 'not-a-package', command: 'sh' }, absent, { ...absent, command: null }];
  assert.deepEqual(await missingPackages(processes, wanted), [
    absent,
    { ...absent, command: null },
  ]);
});

test('what is missing is installed by one update and one install', () => {
  const packages = parsePackages('strace\ngawk');
  assert.deepEqual(installCommands(packages), [
    ['apt-get', 'update'],
    [
      ...['apt-get', 'install', '--yes', '--no-install-recommends'],
      ...['-o', 'DPkg::Lock::Timeout=120', 'strace', 'gawk'],
    ],
  ]);
});

test('where nothing is missing nothing is run', async () => {
  const said: string[] = [];
  const wanted = [{ name: 'any', command: 'sh' }];
  assert.equal(await ensurePackages(processes, wanted, (line) => said.push(line)), null);
  assert.deepEqual(said, []);
});

/** Puts commands before all others until the test is over. */
function commandsFirst(t: TestContext): (name: string, script: string) => string {
  const bin = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-bin-'));
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}:${before ?? ''}`;
  t.after(() => {
    process.env['PATH'] = before;
    rmSync(bin, { recursive: true });
  });
  return (name, script) => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
    return bin;
  };
}

test('a missing package brings apt-get to run, and what it did not bring is named', async (t) => {
  const command = commandsFirst(t);
  // Stands for sudo's own consent as well as for the command that the package brings.
  const bin = command('sudo', 'shift; exec "$@"');
  command('apt-get', `[ "$1" = update ] || cp '${bin}/sudo' '${bin}/wanted-one'`);
  command('dpkg-query', 'exit 1');
  const said: string[] = [];
  const ensure = (text: string) =>
    ensurePackages(processes, parsePackages(text), (line) => said.push(line));
  assert.equal(await ensure('one wanted-one'), null);
  assert.equal(
    await ensure('one wanted-one\ntwo wanted-two'),
    'Still missing after apt-get: wanted-two',
  );
  assert.deepEqual(said, [
    'Installing missing Debian packages: one',
    'Installing missing Debian packages: two',
  ]);
});

test('an apt that finds a lock held is run again, one that fails otherwise is not', async (t) => {
  const command = commandsFirst(t);
  const bin = command('sudo', 'shift; exec "$@"');
  command('dpkg-query', 'exit 1');
  const wanted = parsePackages('one wanted-one');
  const apt = (says: string): void => {
    const held = `[ -e '${bin}/begun' ] || { echo begun > '${bin}/begun'; echo '${says}' >&2; exit 100; }`;
    command('apt-get', `${held}\n[ "$1" = update ] || cp '${bin}/sudo' '${bin}/wanted-one'`);
  };
  apt('E: Unable to locate package one');
  assert.match(
    (await ensurePackages(processes, wanted, () => undefined)) ?? '',
    /Unable to locate/,
  );
  rmSync(path.join(bin, 'begun'));
  apt('E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1 (apt-get)');
  assert.equal(await ensurePackages(processes, wanted, () => undefined), null);
});

test('a command is found on PATH and where Debian keeps those of root', () => {
  assert.equal(findCommand('sh', { PATH: '/usr/bin' }), '/usr/bin/sh');
  assert.equal(findCommand('sh', { PATH: '' }), null);
  assert.equal(findCommand('seccomp-lens-no-such-command'), null);
});
