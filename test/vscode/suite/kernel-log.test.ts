import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { api, trap } from '../lib/model';
import { recordsOf } from '../lib/numbered';
import { eventually, extension } from '../lib/workspace';

const without = (process.env['SECCOMP_LENS_WITHOUT'] ?? '').split(',');
const excluded = without.includes('kernel')
  ? ' (excluded by choice: SECCOMP_LENS_WITHOUT names kernel)'
  : '';
const kernelTest = (title: string, act: () => Promise<void>) => {
  if (excluded === '') test(title, act);
  else test(title + excluded);
};

/** linux/audit.h and the syscall tables: prctl, getpid. */
const CALLS: Partial<Record<string, { prctl: number; getpid: number }>> = {
  x64: { prctl: 157, getpid: 39 },
  arm64: { prctl: 167, getpid: 172 },
};

/** Installs a filter that only logs getpid (linux/filter.h, linux/seccomp.h), and calls it. */
const REFUSED = `
  my ($prctl, $getpid, $name, $times) = @ARGV;
  open(my $comm, '>', '/proc/self/comm') or die; print $comm $name; close($comm);
  my @code = ([0x20, 0, 0, 0], [0x15, 0, 1, $getpid], [6, 0, 0, 0x7ffc0000], [6, 0, 0, 0x7fff0000]);
  my $filter = join('', map { pack('SCCL', @$_) } @code);
  my $program = pack('Sx![Q]P', scalar(@code), $filter);
  syscall($prctl, 38, 1, 0, 0, 0) == 0 or die "no_new_privs: $!";
  syscall($prctl, 22, 2, $program, 0, 0) == 0 or die "filter: $!";
  syscall($getpid) for 1 .. $times;
`;

suite('the kernel log', () => {
  setup(() => extension());

  teardown(async () => {
    await vscode.commands.executeCommand('seccompLens.stopKernelLog');
    await vscode.commands.executeCommand('seccompLens.clearTraps');
  });

  test('nothing is followed that nobody asked for', async () => {
    assert.equal(await state(), 'off');
  });

  kernelTest(
    'followed by a click: a refused call is a trap at once; stopped: no more',
    async () => {
      await vscode.commands.executeCommand('seccompLens.followKernelLog');
      await eventually('reading', async () => (await state()) === 'reading');
      const name = await seen(1);
      const found = await trap(name, ({ comm }) => comm === name);
      assert.deepEqual([found.title, found.count, found.origins], ['getpid', 1, ['kernel log']]);
      await vscode.commands.executeCommand('seccompLens.stopKernelLog');
      assert.equal(await state(), 'off');
      const before = await recordsOf('kernel');
      await seen(1);
      assert.equal(await recordsOf('kernel'), before);
    },
  );

  kernelTest(
    '10000 refused calls: each line that the kernel has printed of them, once',
    async () => {
      await vscode.commands.executeCommand('seccompLens.followKernelLog');
      await eventually('reading', async () => (await state()) === 'reading');
      const name = await seen(10_000);
      const found = await trap(`each record of ${name}`, ({ comm, count }) => {
        return comm === name && count === linesOf(name);
      });
      assert.equal(found.count, linesOf(name));
    },
  );

  kernelTest('followed by the setting, until it is changed or a person stops it', async () => {
    const settings = vscode.workspace.getConfiguration('seccompLens');
    const set = (value: 'follow' | undefined) =>
      settings.update('kernelLog', value, vscode.ConfigurationTarget.Global);
    try {
      await set('follow');
      await eventually('reading', async () => (await state()) === 'reading');
      await vscode.commands.executeCommand('seccompLens.stopKernelLog');
      assert.equal(await state(), 'off');
    } finally {
      await set(undefined);
    }
    await eventually('off', async () => (await state()) === 'off');
  });

  /** The kernel drops records beyond ten in five seconds, whosever they are: until one is printed. */
  function seen(times: number): Promise<string> {
    return eventually("a record in the kernel's log", async () => {
      const name = `one-${Date.now() % 1e10}`;
      refuse(name, times);
      for (let look = 0; look < 40; look++) {
        if (linesOf(name) > 0) return name;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return undefined;
    });
  }
});

async function state(): Promise<string | undefined> {
  return (await api()).sources().find(({ id }) => id === 'kernel')?.state;
}

/** A program that calls what its filter logs. @param name its own, of 15 bytes at most */
function refuse(name: string, times: number): void {
  const calls = CALLS[process.arch];
  assert.ok(calls, `no numbers for ${process.arch}`);
  const args = [calls.prctl, calls.getpid, name, times].map(String);
  execFileSync('perl', ['-e', REFUSED, ...args]);
}

/** How many records of this program the kernel's log has. */
function linesOf(name: string): number {
  const log = execFileSync('dmesg', { encoding: 'utf8', maxBuffer: 64 << 20 });
  return log.split('\n').filter((line) => line.includes(`comm="${name}"`)).length;
}
