import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../lib/paths';
import type { Capability } from './capabilities';
import { testFilesUnder } from './node-tests';

/** The names by which suites are chosen on the command line, in the order in which they run. */
export const SUITE_NAMES = [
  'checks',
  'unit',
  'cli',
  'tables',
  'rust',
  'kernel',
  'vscode',
  'e2e',
] as const;
export type SuiteName = (typeof SUITE_NAMES)[number];

/** What a suite takes and how long it may last. */
export interface Suite {
  readonly name: SuiteName;
  readonly limitMs: number;
  /** Without these no test of the suite can run. */
  readonly needs: readonly Capability['name'][];
  /** Without these some of its tests are left out. */
  readonly uses: readonly Capability['name'][];
  /** Uses what `npm run build` makes. */
  readonly built: boolean;
  /** Runs once for each editor. */
  readonly inEditors: boolean;
  /** Files that may run at once; suites that share the kernel log or a screen run one by one. */
  readonly concurrency: number;
  readonly files: readonly string[];
}

/** Each limit leaves room for a machine that is a few times slower, and for second attempts. */
const minutes = (count: number) => count * 60_000;

/** All suites with the test files that each has now. */
export function allSuites(): Suite[] {
  const of = (
    name: SuiteName,
    limit: number,
    files: readonly string[],
    rest: Partial<Suite> = {},
  ): Suite => ({
    name,
    files,
    limitMs: minutes(limit),
    needs: [],
    uses: [],
    built: false,
    inEditors: false,
    concurrency: 2,
    ...rest,
  });
  return [
    of('checks', 15, []),
    of('unit', 25, testFilesUnder('test/unit')),
    of('cli', 15, testFilesUnder('test/cli'), { built: true }),
    of('tables', 15, testFilesUnder('test/tables')),
    of('rust', 25, testFilesUnder('test/rust'), { needs: ['rust'], built: true }),
    of('kernel', 40, testFilesUnder('test/kernel'), {
      needs: ['rust', 'kernel'],
      uses: ['kvm'],
      built: true,
      concurrency: 1,
    }),
    of('vscode', 20, testFilesUnder('test/vscode'), {
      uses: ['kernel'],
      built: true,
      inEditors: true,
    }),
    of('e2e', 40, testFilesUnder('test/e2e'), {
      uses: ['rust'],
      built: true,
      inEditors: true,
      concurrency: 1,
    }),
  ];
}

/** Test files of the tree that no suite runs: each is a test that would never be seen to fail. */
export function strayTestFiles(suites: readonly Suite[]): string[] {
  const known = new Set(suites.flatMap((suite) => suite.files));
  return ['test', 'src', 'scripts']
    .flatMap((folder) => testFilesUnder(folder))
    .filter((file) => !known.has(file))
    .map((file) => path.relative(projectRoot, file));
}

/** The lists of Debian packages that these suites name: `test/packages.txt` and their folders' own. */
export function packageLists(suites: readonly Suite[]): string[] {
  const folders = suites.flatMap(({ name, inEditors }) => (inEditors ? [name, 'editors'] : [name]));
  return ['packages.txt', ...new Set(folders.map((folder) => `${folder}/packages.txt`))]
    .map((file) => path.join(projectRoot, 'test', file))
    .filter((file) => existsSync(file));
}
