/** What strace makes of system calls: its names and their arguments come from tables of its own. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../scripts/generate/tools';

/** A call's number and its first two arguments; all others are 0. */
export type Call = readonly [number: number, first: number, second: number];

const PROGRAM = `
static long call(long number, long first, long second) {
  register long r10 __asm__("r10") = 0;
  register long r8 __asm__("r8") = 0;
  register long r9 __asm__("r9") = 0;
  long result;
  __asm__ volatile("syscall" : "=a"(result)
    : "a"(number), "D"(first), "S"(second), "d"(0L), "r"(r10), "r"(r8), "r"(r9)
    : "rcx", "r11", "memory");
  return result;
}
void _start(void) {
  for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++)
    call(calls[i][0], calls[i][1], calls[i][2]);
  call(231, 0, 0);
}
`;

/**
 * A line of strace for each call, made by a program of this machine (x86_64) that needs no C library.
 * The calls are really made: give them a descriptor that is none, so that they change nothing.
 */
export function straceLines(calls: readonly Call[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'strace-'));
  try {
    const [source, program, log] = ['calls.c', 'calls', 'log'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    const rows = calls.map((call) => `{${call.map((each) => `${each}L`).join(',')}}`);
    writeFileSync(source, `static const long calls[][3] = {${rows.join(',\n')}};\n${PROGRAM}`);
    const built = run(
      'clang',
      ['-O1', '-static', '-nostdlib', '-fno-stack-protector', '-o', program, source],
      'Debian package clang',
    );
    if (!built.ok) throw new Error(built.stderr);
    const traced = run('strace', ['-X', 'abbrev', '-o', log, program], 'Debian package strace');
    const lines = readFileSync(log, 'utf8').split('\n').slice(1);
    if (!traced.ok || lines.length < calls.length) throw new Error(traced.stderr);
    return lines.slice(0, calls.length);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
