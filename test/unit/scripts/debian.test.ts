import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
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
    ['apt-get', 'install', '--yes', '--no-install-recommends', 'strace', 'gawk'],
  ]);
});

test('where nothing is missing nothing is run', async () => {
  const said: string[] = [];
  const wanted = [{ name: 'any', command: 'sh' }];
  assert.equal(await ensurePackages(processes, wanted, (line) => said.push(line)), null);
  assert.deepEqual(said, []);
});

test('a missing package brings apt-get to run, and what it did not bring is named', async (t) => {
  const bin = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-bin-'));
  const log = path.join(bin, 'log');
  const command = (name: string, script: string) => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  };
  command(
    'apt-get',
    `echo apt-get "$@" >> '${log}'; [ "$1" = update ] || cp '${bin}/sudo' '${bin}/wanted-one'`,
  );
  // Stands for sudo's own consent as well as for the command that the package brings.
  command('sudo', 'shift; exec "$@"');
  command('dpkg-query', 'exit 1');
  const before = process.env['PATH'];
  process.env['PATH'] = `${bin}:${before ?? ''}`;
  t.after(() => {
    process.env['PATH'] = before;
    rmSync(bin, { recursive: true });
  });
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

test('a command is found on PATH and where Debian keeps those of root', () => {
  assert.equal(findCommand('sh', { PATH: '/usr/bin' }), '/usr/bin/sh');
  assert.equal(findCommand('sh', { PATH: '' }), null);
  assert.equal(findCommand('seccomp-lens-no-such-command'), null);
});
