import assert from 'node:assert/strict';

/** What a megabyte may cost, a hundred times what it does: anything but linear takes longer by far. */
const LIMIT_CPU_MS = 4000;

/**
 * Holds that something hostile is got through without backtracking. Counts this process's own time on
 * a processor and not the clock: a loaded machine makes no difference.
 * @throws AssertionError
 */
export function assertCheap(what: string, run: () => void): void {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  const ms = Math.round((user + system) / 1000);
  assert.ok(ms < LIMIT_CPU_MS, `${what} took ${ms} ms of a processor`);
}
