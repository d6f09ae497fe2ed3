import path from 'node:path';
import { projectRoot } from './paths';
import type { Processes } from './processes';

const LIMIT_MS = 5 * 60_000;

/** Builds the extension, the command line and the panel. @returns null, or the output of the failed build */
export async function buildAll(processes: Processes): Promise<string | null> {
  const webpack = path.join(projectRoot, 'node_modules', 'webpack-cli', 'bin', 'cli.js');
  const done = await processes.run(process.execPath, [webpack, '--mode', 'production'], {
    cwd: projectRoot,
    limitMs: LIMIT_MS,
  });
  return done.code === 0 ? null : done.output;
}
