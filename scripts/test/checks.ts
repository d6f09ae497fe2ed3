import path from 'node:path';
import { projectRoot } from '../lib/paths';
import type { Processes } from '../lib/processes';
import { nothing, type Failure, type Outcome } from './outcome';

const LIMIT_MS = 15 * 60_000;

const CHECKS: readonly { name: string; script: string; args: readonly string[] }[] = [
  { name: 'types', script: 'typescript/bin/tsc', args: ['--noEmit', '-p', '.'] },
  { name: 'types', script: 'typescript/bin/tsc', args: ['--noEmit', '-p', 'src/panel'] },
  { name: 'lint', script: 'eslint/bin/eslint.js', args: ['.'] },
  { name: 'format', script: 'prettier/bin/prettier.cjs', args: ['--check', '.'] },
  { name: 'unused', script: 'knip/bin/knip.js', args: ['--no-progress', '--no-config-hints'] },
];

/**
 * Types, lint, format and what nothing uses, of the whole tree, each one check.
 * @param strays test files that belong to no suite: a failure each
 */
export async function runChecks(processes: Processes, strays: readonly string[]): Promise<Outcome> {
  const failed: Failure[] = strays.map((file) => ({ title: file, details: 'No suite runs it.' }));
  let passed = 0;
  for (const { name, script, args } of CHECKS) {
    const file = path.join(projectRoot, 'node_modules', script);
    const done = await processes.run(process.execPath, [file, ...args], {
      cwd: projectRoot,
      limitMs: LIMIT_MS,
    });
    if (done.code === 0) passed += 1;
    else failed.push({ title: `npm run check:${name}`, details: done.output });
  }
  return { ...nothing, passed, failed };
}
