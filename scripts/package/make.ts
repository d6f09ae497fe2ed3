import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { buildAll } from '../lib/build';
import { projectRoot } from '../lib/paths';
import type { Processes } from '../lib/processes';
import { bundledPackages, notices } from './notices';
import { packedTighter } from './tighter';

const LIMIT_MS = 2 * 60_000;
const dist = path.join(projectRoot, 'dist');

/**
 * Builds everything anew and packs it.
 * @throws Error with what a failed step printed
 */
export async function makePackage(
  processes: Processes,
  file: string,
  base: string | null,
): Promise<void> {
  // What an older build left there would be packed too.
  await rm(dist, { recursive: true, force: true });
  const broken = await buildAll(processes);
  if (broken !== null) throw new Error(broken);
  await pack(processes, file, base);
}

/**
 * Packs what `dist` holds, with the licences of what it contains.
 * @param file where the .vsix goes, absolute
 * @param base where README's links lead, `https://github.com/OWNER/NAME`; null keeps them relative
 * @throws Error with what vsce printed
 */
export async function pack(processes: Processes, file: string, base: string | null): Promise<void> {
  const text = await notices(await bundledPackages());
  await writeFile(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), text);
  const links =
    base === null
      ? ['--no-rewrite-relative-links']
      : ['--baseContentUrl', `${base}/blob/HEAD`, '--baseImagesUrl', `${base}/raw/HEAD`];
  const vsce = path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = ['package', '--no-dependencies', '--allow-missing-repository', ...links];
  const done = await processes.run(process.execPath, [vsce, ...args, '--out', file], {
    cwd: projectRoot,
    limitMs: LIMIT_MS,
  });
  if (done.code !== 0) throw new Error(done.output);
  await writeFile(file, await packedTighter(await readFile(file)));
}
