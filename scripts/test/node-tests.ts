import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot, scratchFolder } from '../lib/paths';
import type { Processes } from '../lib/processes';
import { EXCLUDED, failure, nothing, skippedFailure, type Failure, type Outcome } from './outcome';

/** A line of `node-reporter.mjs`. */
interface Line {
  readonly file: string;
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped' | 'note';
  readonly details: string;
  /** True: a test, which is neither a file nor a group of tests. */
  readonly isTest?: boolean;
}

/** What to run under node's own test runner. */
export interface NodeSuite {
  readonly name: string;
  /** Absolute paths of the test files. */
  readonly files: readonly string[];
  /** How many files may run at once; 1 where they share a machine-wide thing. */
  readonly concurrency: number;
  readonly limitMs: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** All `*.test.ts` files under a folder of the project, absolute and sorted; none if it is absent. */
export function testFilesUnder(folder: string): string[] {
  const root = path.join(projectRoot, folder);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`))
    .sort();
}

/** Runs the files and counts what they reported; what they printed goes through `say`. */
export async function runNodeSuite(
  processes: Processes,
  suite: NodeSuite,
  say: (text: string) => void,
): Promise<Outcome> {
  if (suite.files.length === 0) return nothing;
  const results = path.join(scratchFolder, 'test', `${suite.name}.jsonl`);
  await mkdir(path.dirname(results), { recursive: true });
  await rm(results, { force: true });
  const done = await processes.run(
    process.execPath,
    [
      ...['--import', 'tsx', '--test', `--test-concurrency=${suite.concurrency}`],
      `--test-reporter=${path.join(import.meta.dirname, 'node-reporter.mjs')}`,
      `--test-reporter-destination=${results}`,
      ...suite.files,
    ],
    {
      cwd: projectRoot,
      limitMs: suite.limitMs,
      // With NODE_TEST_CONTEXT a runner inside a test of a runner would run nothing.
      env: { ...process.env, ...suite.env, NODE_TEST_CONTEXT: undefined },
    },
  );
  const lines = existsSync(results) ? parseLines(readFileSync(results, 'utf8')) : [];
  for (const line of lines) if (line.state === 'note') say(line.details.trimEnd());
  const outcome = outcomeOf(lines);
  if (done.timedOut) {
    const minutes = Math.round(suite.limitMs / 60_000);
    const last = lines.filter((line) => line.state !== 'note').at(-1);
    const after = last === undefined ? 'before any test ended' : `after '${last.title}'`;
    const hung = failure(suite.name, `Ended by the time limit of ${minutes} minutes, ${after}.`);
    return { ...outcome, failed: [...outcome.failed, ...hung.failed] };
  }
  if (done.code !== 0 && outcome.failed.length === 0) {
    const died = failure(suite.name, `The test runner ended with ${done.code}:\n${done.output}`);
    return { ...outcome, failed: died.failed };
  }
  return outcome;
}

/** Reads what the reporter wrote; a line cut off by a killed run is left out. */
export function parseLines(text: string): Line[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

/** Counts the lines. */
export function outcomeOf(lines: readonly Line[]): Outcome {
  const failed: Failure[] = [];
  const left: string[] = [];
  let passed = 0;
  for (const { file, title, state, details, isTest } of lines) {
    const where = path.relative(projectRoot, file);
    const name = title === file ? where : `${where}: ${title}`;
    if (state === 'passed') passed += 1;
    if (state === 'failed') failed.push({ title: name, details, ...(isTest && { again: file }) });
    if (state !== 'skipped') continue;
    if (details.startsWith(EXCLUDED)) left.push(`${name} (${details})`);
    else failed.push(skippedFailure(name));
  }
  return { ...nothing, passed, failed, left };
}
