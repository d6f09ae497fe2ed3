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
  assertLittle(what, before);
}

/** The same of what goes on later; nothing else may run meanwhile. */
export async function assertCheapAsync(what: string, run: () => Promise<unknown>): Promise<void> {
  const before = process.cpuUsage();
  await run();
  assertLittle(what, before);
}

function assertLittle(what: string, before: NodeJS.CpuUsage): void {
  const { user, system } = process.cpuUsage(before);
  const ms = Math.round((user + system) / 1000);
  assert.ok(ms < LIMIT_CPU_MS, `${what} took ${ms} ms of a processor`);
}
