import assert from 'node:assert/strict';

/** So much is never too much, on any machine. */
const LITTLE_CPU_MS = 1000;
/** Of the yardstick's costs, some 4 s on a quiet machine: anything but linear takes longer by far. */
const MOST_YARDS = 105;

/**
 * Holds that something hostile is got through without backtracking. Counts this process's own time on
 * a processor and not the clock, by what a yardstick costs then: what shares the processor's caches and
 * its other thread can double both.
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
  if (ms < LITTLE_CPU_MS) return;
  const most = Math.round(MOST_YARDS * yardMs());
  assert.ok(ms < most, `${what} took ${ms} ms of a processor, where ${most} is much`);
}

/** What some work on texts costs here and now, in milliseconds: some 40 where nothing else runs. */
function yardMs(): number {
  const before = process.cpuUsage();
  const words = Array.from({ length: 40_000 }, (_, i) => `${(i * 7919) % 40_009} word`);
  const sorted = words.sort().join('\n');
  const counts = new Map<string, number>();
  for (const [word] of sorted.matchAll(/\d+ \w+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  assert.equal(counts.size, words.length);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
