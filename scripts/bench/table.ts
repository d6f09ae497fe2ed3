import { arch, cpus, loadavg, release } from 'node:os';
import type { Race } from './races';
import type { Taken } from './measure';

/**
 * The measured races as Markdown.
 * @param began the machine's load when they began: processes that wanted a processor, by the minute
 */
export function markdown(
  measured: readonly (readonly [Race, readonly Taken[]])[],
  runs: number,
  began: number,
): string {
  const rows = measured.flatMap(([race, [ours, ...others]]) => {
    if (ours === undefined) return [];
    return [
      row(race.what, race.ours.name, ours, null, race),
      ...others.map((other, i) => row('', race.others[i]?.name ?? '', other, ours, race)),
    ];
  });
  return [
    `Node ${process.version}, ${arch()}, Linux ${release()}, ${cpus().length} processors ` +
      `(${cpus()[0]?.model.trim() ?? '?'}). Medians of ${runs} runs each, in turns; load ` +
      `${began.toFixed(1)} when they began, ${loadavg()[0]?.toFixed(1) ?? '?'} when they ended.`,
    '',
    '| what | by | wall s | processor s | memory MiB | ours is, wall | ours is, processor | to reach |',
    '| --- | --- | --: | --: | --: | --: | --: | --: |',
    ...rows,
  ].join('\n');
}

function row(what: string, by: string, taken: Taken, ours: Taken | null, race: Race): string {
  const share = (of: 'wall' | 'cpu'): string =>
    ours ? `× ${(ours[of] / taken[of]).toFixed(2)}` : '';
  const target = ours !== null && by === race.against ? `≤ × ${race.most.toFixed(2)}` : '';
  return `| ${[what, by, taken.wall.toFixed(2), taken.cpu.toFixed(2), taken.memory.toFixed(0), share('wall'), share('cpu'), target].join(' | ')} |`;
}
