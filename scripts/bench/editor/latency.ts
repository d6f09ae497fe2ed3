import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from './host';
import { record } from './record';
import { LOG } from './workspace';

/** Milliseconds from the write of each record: to its row in the view, and to the line of `grep`. */
export interface Latencies {
  readonly view: readonly number[];
  readonly grep: readonly number[];
}

/**
 * Writes records one by one, each of a thread of its own, and waits for its row in the Traps view as
 * the page draws it. `tail -f | grep` follows the same file.
 */
export async function latencies({ session, ask }: Host, count: number): Promise<Latencies> {
  const { page, workbench, folder } = session;
  await workbench.openContainer('Seccomp Lens');
  // A new row comes where it is seen.
  await ask('newestFirst');
  const log = path.join(folder, LOG);
  const tail = spawn('sh', ['-c', 'tail -n 0 -F "$0" | grep --line-buffered SECCOMP', log], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const grepped = new Map<string, number>();
  createInterface(tail.stdout).on('line', (line) => {
    grepped.set(/comm="([^"]*)"/.exec(line)?.[1] ?? '', Date.now());
  });
  // However this program ends.
  const end = () => {
    if (tail.pid !== undefined) process.kill(-tail.pid);
  };
  process.once('exit', end);
  // `tail` is ready when it prints what is written.
  for (let nth = 0; grepped.size === 0; nth++) {
    appendFileSync(log, record(`warm-${nth}`, nth));
    await delay(200);
  }
  await page.getByText('warm-0').first().waitFor();
  const view: number[] = [];
  const grep: number[] = [];
  for (let nth = 0; nth < count; nth++) {
    const comm = `t${nth}-x`;
    const shown = await seen(page, comm);
    const written = Date.now();
    appendFileSync(log, record(comm, 1000 + nth));
    view.push((await shown()) - written);
    grep.push((grepped.get(comm) ?? NaN) - written);
    // Off the beat of anything that looks once in a while.
    await delay(120 + ((nth * 37) % 200));
  }
  process.off('exit', end);
  end();
  return { view, grep: grep.filter((each) => !Number.isNaN(each)) };
}

/** Begins to look for a text in the rows. @returns when it was drawn, ms since the epoch */
async function seen(page: Page, text: string): Promise<() => Promise<number>> {
  // As text: the page's own names are none of this program's.
  const found = `window[${JSON.stringify(`seen ${text}`)}]`;
  await page.evaluate(`${found} = new Promise((resolve, reject) => {
    const isThere = () =>
      [...document.querySelectorAll('.monaco-list-row')].some((row) =>
        row.textContent.includes(${JSON.stringify(text)}));
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      // Once it is painted.
      requestAnimationFrame(() => resolve(Date.now()));
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    setTimeout(() => reject(new Error('No row came in 20 s.')), 20_000);
  }); 0`);
  return () => page.evaluate<number>(found);
}
