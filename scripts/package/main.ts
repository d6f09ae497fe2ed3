import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../lib/paths';
import { Processes } from '../lib/processes';
import { makePackage } from './make';
import { roomIn } from './room';

/**
 * `npm run package`: makes seccomp-lens-VERSION.vsix. On GitHub Actions README's links lead to the
 * repository that runs it (`GITHUB_REPOSITORY`); elsewhere they stay relative.
 */
async function main(): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(projectRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const file = path.join(projectRoot, `${manifest.name}-${manifest.version}.vsix`);
  const repository = process.env['GITHUB_REPOSITORY'];
  const server = process.env['GITHUB_SERVER_URL'] ?? 'https://github.com';
  const base = repository === undefined ? null : `${server}/${repository}`;
  await makePackage(new Processes(), file, base);
  const vsix = await readFile(file);
  const kilobytes = (vsix.length / 1000).toFixed(0);
  const room = `${roomIn(vsix)} bytes of room`;
  console.log(`${path.relative(process.cwd(), file)}: ${kilobytes} KB, ${room}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
