import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from './host';
import { record } from './record';
import { LOG, SOURCE } from './workspace';

/** Each of a thread of its own: so many traps are known, and then come again and again. */
const TRAPS = 40;

/**
 * A second's work, over and over: a letter typed in the source of 3,000 lines, and some records of
 * traps that are known after the first minute.
 * @returns bytes that are reachable at the end of each minute
 */
export async function heapByMinute({ session, ask }: Host, minutes: number): Promise<number[]> {
  await session.workbench.openContainer('Seccomp Lens');
  await ask('policyCold', path.join(session.folder, SOURCE));
  const log = path.join(session.folder, LOG);
  const heaps: number[] = [];
  const begun = Date.now();
  for (let nth = 0; heaps.length < minutes; nth++) {
    for (let of = 0; of < 5; of++) {
      const serial = nth * 5 + of;
      appendFileSync(log, record(`grow-${serial % TRAPS}`, serial));
    }
    await ask('typed', path.join(session.folder, SOURCE));
    if (Date.now() - begun >= (heaps.length + 1) * 60_000) heaps.push(await ask<number>('heap'));
    await delay(Math.max(0, begun + (nth + 1) * 1000 - Date.now()));
  }
  return heaps;
}
