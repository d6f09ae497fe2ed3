import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from './host';

/** The timer of ours that comes up most often, a second, in an idle window. */
export async function busiestTimer(
  { ask }: Host,
  seconds: number,
): Promise<{ name: string; rate: number }> {
  await ask('wakesBegin');
  await delay(seconds * 1000);
  const fired = Object.entries(await ask<Record<string, number>>('wakesEnd'));
  const [name = 'none', times = 0] = fired.sort((a, b) => b[1] - a[1])[0] ?? [];
  return { name, rate: times / seconds };
}
