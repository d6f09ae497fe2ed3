/**
 * Every syscall number that both know, against auditd's own tables. Its version 3.0.9 prints x86_64's
 * table for architectures that it does not know (riscv64, loongarch64), so that its first line is read.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Differences } from './differences';
import { numbersOf } from './rows';
import { run } from '../../scripts/generate/tools';

/** The column, and what ausyscall calls the table that it uses for it. */
const TABLES = [
  ['x86_64', 'x86_64'],
  ['i386', 'i386'],
  ['aarch64', 'aarch64'],
  ['arm', 'armeb'],
  ['s390x', 's390x'],
  ['ppc64le', 'ppc64le'],
] as const;

for (const [column, table] of TABLES) {
  test(`syscalls of ${column} against ausyscall`, (t) => {
    const { stdout } = run('ausyscall', [column, '--dump'], 'Debian package auditd');
    const [head, ...lines] = stdout.split('\n').filter(Boolean);
    assert.equal(head, `Using ${table} syscall table:`);
    const ours = numbersOf(column);
    const differences = new Differences('ausyscall', column);
    const unknown: string[] = [];
    for (const line of lines) {
      const [number = '', name = ''] = line.split('\t');
      const known = ours.get(name);
      if (known === undefined) unknown.push(`${name} ${number}`);
      else differences.compare(name, `${known}`, number);
    }
    const compared = differences.finish(270);
    t.diagnostic(
      `${column}: ${compared} of ${ours.size} entries are in ausyscall's table; names that only it has: ${unknown.join(', ') || 'none'}`,
    );
  });
}
