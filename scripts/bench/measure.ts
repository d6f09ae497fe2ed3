import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../lib/temporary';

/** What one run of a command took. */
export interface Taken {
  /** Seconds by the clock, and of all processors together. */
  readonly wall: number;
  readonly cpu: number;
  /** The most memory that it held at once, in MiB. */
  readonly memory: number;
}

/** A command that is measured. */
export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  /** Exit statuses that are no failure. */
  readonly expects?: readonly number[];
}

/**
 * Runs the commands in turns, so that what else the machine does slows all of them, and gives for each
 * the medians of its runs. Output goes nowhere.
 * @throws Error where one fails
 */
export function measure(contestants: readonly Contestant[], runs: number): Taken[] {
  const scratch = temporaryFolder('bench');
  const report = path.join(scratch.path, 'time');
  const taken = contestants.map((): Taken[] => []);
  for (let run = 0; run < runs; run++) {
    for (const [i, contestant] of contestants.entries()) {
      taken[i]?.push(runOnce(contestant, report));
    }
  }
  void scratch.remove();
  return taken.map((all) => ({
    wall: median(all.map(({ wall }) => wall)),
    cpu: median(all.map(({ cpu }) => cpu)),
    memory: median(all.map(({ memory }) => memory)),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** GNU time tells what the kernel counted for the process and its children. */
function runOnce({ name, command, expects = [0] }: Contestant, report: string): Taken {
  const args = ['--quiet', '-f', '%e %U %S %M', '-o', report, ...command];
  const began = process.hrtime.bigint();
  const done = spawnSync('/usr/bin/time', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  });
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  if (!expects.includes(done.status ?? -1)) {
    throw new Error(`${name} ended with ${done.status ?? done.signal}: ${String(done.stderr)}`);
  }
  const [, user = NaN, system = NaN, memory = NaN] = readFileSync(report, 'utf8')
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, memory: memory / 1024 };
}
