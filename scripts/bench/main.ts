import { loadavg } from 'node:os';
import path from 'node:path';
import { ensurePackages, parsePackages } from '../lib/debian';
import { buildAll } from '../lib/build';
import { Processes } from '../lib/processes';
import { readFileSync } from 'node:fs';
import { figuresTable } from './editor/figures';
import { editorFigures, isPart, PARTS } from './editor/main';
import { measure } from './measure';
import { races } from './races';
import { markdown } from './table';

const HELP = `npm run bench [-- [--runs N] [--small] [WORD…]]

Measures whole commands beside what a person would take instead, in turns, and prints a table of
medians. The input is made once, by a seed, into .cache/bench (1.5 GB).

  --runs N   runs of each command (5)
  --small    a tenth of the input
  WORD       only what has this word in its name: sparse, dense, each, strace, word, source;
             editor: what is inside the editor, all of it or activation, policy, idle,
             latency, burst, files, growth
`;

/** `npm run bench`. @throws Error where a command fails or a tool is missing */
async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) {
    console.log(HELP);
    return;
  }
  const runs = args.includes('--runs') ? Number(args[args.indexOf('--runs') + 1]) : 5;
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a number from 1 on.');
  const words = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--runs');
  const processes = new Processes();
  const list = path.join(import.meta.dirname, 'packages.txt');
  const lacks = await ensurePackages(
    processes,
    parsePackages(readFileSync(list, 'utf8')),
    (line) => {
      console.error(line);
    },
  );
  const broken = lacks ?? (await buildAll(processes));
  if (broken !== null) throw new Error(broken);
  const chosen = races(args.includes('--small') ? 0.1 : 1).filter(
    ({ what }) => words.length === 0 || words.some((word) => what.includes(word)),
  );
  const [began = NaN] = loadavg();
  const measured = chosen.map((race) => {
    console.error(`${race.what} …`);
    return [race, measure([race.ours, ...race.others], runs)] as const;
  });
  if (measured.length > 0) console.log(markdown(measured, runs, began));
  const parts = words.length === 0 || words.includes('editor') ? PARTS : words.filter(isPart);
  if (parts.length === 0) return;
  const { version, figures } = await editorFigures(processes, runs, parts);
  console.log(`\n${figuresTable(version, figures)}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
