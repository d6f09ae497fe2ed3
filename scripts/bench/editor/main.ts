import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Processes } from '../../lib/processes';
import { temporaryFolder } from '../../lib/temporary';
import { pack } from '../../package/make';
import { median } from '../measure';
import { burstOf } from './burst';
import type { Figure } from './figures';
import { FirstReads, takenFigure, type Window } from './first-reads';
import { heapByMinute } from './growth';
import { openHost, type Host } from './host';
import { busiestTimer } from './idle';
import { latencies } from './latency';
import type { Taken } from './policy-reads';
import type { Search } from './search';
import { layOut, layOutMany, layOutUnready, MANY, UNREAD_SOURCE } from './workspace';
import { yardstick } from './yardstick';

type Part = (host: Host, reads: FirstReads) => Promise<readonly Figure[]>;

/** Of the extension's code, loaded and called, by the clock. */
const MOST_START_MS = 30;
const MOST_KEYSTROKE_MS = 5;

const MEASURES = {
  // It is measured with each.
  activation: (): Promise<Figure[]> => Promise.resolve([]),
  policy: async (host: Host, reads: FirstReads): Promise<Figure[]> => {
    await reads.take(host, 'ready');
    const { session, ask } = host;
    const typed = path.join(session.folder, UNREAD_SOURCE);
    const inFunction = await ask<Taken[]>('typedInFunction', typed);
    const inList = await ask<Taken[]>('typedInList', typed);
    return [
      ...takenFigure(
        'read after a keystroke in a function without a part, by one store',
        inFunction,
        MOST_KEYSTROKE_MS,
      ),
      ...takenFigure('the same in a list', inList, MOST_KEYSTROKE_MS),
    ];
  },
  idle: async (host: Host): Promise<Figure[]> => {
    const { name, rate } = await busiestTimer(host, 60);
    return [{ what: `busiest timer of ours: ${name}`, unit: 'a second', value: rate, most: 1 }];
  },
  latency: async (host: Host): Promise<Figure[]> => {
    const { view, grep } = await latencies(host, 100);
    return [
      {
        what: 'record written → row drawn, 95th percentile',
        unit: 'ms',
        most: 150,
        value: percentile(view, 0.95),
        least: Math.min(...view),
        beside: { name: 'tail -F, grep', value: percentile(grep, 0.95) },
      },
      {
        what: 'the same, median',
        unit: 'ms',
        value: median(view),
        beside: { name: 'tail -F, grep', value: median(grep) },
      },
    ];
  },
  burst: async (host: Host): Promise<Figure[]> => {
    const { held, seconds, traps } = await burstOf(host, 1_000_000, 10_000);
    return [
      {
        what: `burst of 1,000,000 records of ${traps} traps: loop held`,
        unit: 'ms',
        value: held.cpu,
        most: 50,
        beside: { name: 'by the clock', value: held.wall },
        note: held.name,
      },
      { what: 'the same: held for over 50 ms so often', unit: '', value: held.long, most: 0 },
      { what: 'the same: seconds until all are counted', unit: '', value: seconds },
    ];
  },
  files: async ({ ask }: Host): Promise<Figure[]> => {
    const { editor, first, again } = await ask<Search>('search');
    return [
      {
        what: `${MANY} Rust files looked through: loop held`,
        unit: 'ms',
        most: 50,
        value: first.held.cpu,
        beside: { name: 'while the editor finds them for nobody', value: editor.held.cpu },
      },
      { what: 'the same, once more', unit: 'ms', value: again.held.cpu },
      {
        what: 'the same: by the clock until it is over',
        unit: 'ms',
        value: first.wall,
        beside: { name: 'the editor finds them', value: editor.wall },
      },
    ];
  },
  growth: async (host: Host): Promise<Figure[]> => {
    const heaps = (await heapByMinute(host, 10)).map((bytes) => bytes / 1024);
    console.error(`KiB reachable at the end of each minute: ${heaps.map(Math.round).join(' ')}`);
    // The first minutes fill what is kept on purpose.
    const [settled = NaN, last = NaN] = [heaps[2], heaps.at(-1)];
    return [
      { what: 'reachable after 10 minutes of use', unit: 'KiB', value: last },
      { what: 'growth a minute after the third', unit: 'KiB', value: (last - settled) / 7 },
    ];
  },
} satisfies Record<string, Part>;

/** What can be measured inside the editor. */
export const PARTS = Object.keys(MEASURES) as (keyof typeof MEASURES)[];

export function isPart(word: string): word is keyof typeof MEASURES {
  return word in MEASURES;
}

/** Measures what happens inside the editor. */
export async function editorFigures(
  processes: Processes,
  runs: number,
  parts: readonly (keyof typeof MEASURES)[],
): Promise<{ version: string; figures: readonly Figure[] }> {
  const scratch = temporaryFolder('bench');
  const vsix = path.join(scratch.path, 'seccomp-lens.vsix');
  await pack(processes, vsix, null);
  const kept = path.join(scratch.path, 'compiled');
  const starts: Taken[] = [];
  const firstStarts: Taken[] = [];
  const figures: Figure[] = [];
  const reads = new FirstReads();
  let version = '';
  const opened = async (window: Window, part: Part) => {
    const timers = part === MEASURES.idle;
    const prepare =
      part === MEASURES.files ? layOutMany : window === 'ready' ? layOut : layOutUnready;
    const compiled = existsSync(kept) && window !== 'uncompiled' ? { compiled: kept } : {};
    const host = await openHost({ vsix, scratch: scratch.path, prepare, timers, ...compiled });
    try {
      version = host.session.version;
      const all = 'compiled' in compiled ? starts : firstStarts;
      all.push(await host.ask('activation'));
      figures.push(...(await part(host, reads)));
    } finally {
      await host.close();
    }
  };
  console.error('in the editor: its first window …');
  await opened('ready', async (host) => {
    await host.keepCompiled(kept);
    return [];
  });
  for (const part of parts) {
    console.error(`in the editor: ${part} …`);
    await opened('ready', MEASURES[part]);
  }
  const further = (window: Window) =>
    opened(window, async (host) => {
      if (parts.includes('policy')) await reads.take(host, window);
      return [];
    });
  while (starts.length < runs) await further(reads.next());
  while (firstStarts.length < Math.ceil(runs / 2)) await further('uncompiled');
  await scratch.remove();
  return {
    version,
    figures: [
      yardstick(runs),
      ...takenFigure('activation: our own code, loaded and called', starts, MOST_START_MS),
      ...takenFigure('the first one of a version', firstStarts, MOST_START_MS),
      ...figures,
      ...reads.figures(),
    ],
  };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? NaN;
}
