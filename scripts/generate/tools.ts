/** Runs the programs that the tables are checked with, and says where to get a missing one. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What a program printed, and whether it was content. */
export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly ok: boolean;
}

/**
 * Runs a program to its end.
 * @param from what to install when there is no such program.
 * @throws when the program is missing: a check is never skipped.
 */
export function run(command: string, args: readonly string[], from: string, input = ''): Result {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    input,
    maxBuffer: 1 << 28,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error !== undefined) {
    throw new Error(`cannot run ${command}, install ${from}: ${error.message}`);
  }
  return { stdout, stderr, ok: status === 0 };
}

/** The path itself; throws, naming the Debian package, when nothing is there. */
export function fromPackage(path: string, debianPackage: string): string {
  if (!existsSync(path))
    throw new Error(`${path} is missing: install Debian package ${debianPackage}`);
  return path;
}
