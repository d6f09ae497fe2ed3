import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findCommand } from '../lib/debian';
import { outsideNpm } from '../lib/npm';
import { cacheFolder } from '../lib/paths';
import type { Processes } from '../lib/processes';
import { temporaryFolder } from '../lib/temporary';
import type { Pin } from './pins';

/** An editor that can be started. */
export interface Editor {
  readonly version: string;
  /** The Node that it was made for. */
  readonly node: string;
  /** Its server's main script. */
  readonly main: string;
}

const STAMP = 'complete.json';
const STEP_LIMIT_MS = 10 * 60_000;
const UNUSED_MS = 30 * 24 * 3600_000;

function editorIn(pin: Pin, folder: string): Editor {
  return {
    version: pin.version,
    node: path.join(nodeFolder(folder), 'bin', 'node'),
    main: path.join(serverFolder(folder), 'out', 'server-main.js'),
  };
}

const nodeFolder = (folder: string) =>
  path.join(folder, 'node_modules', `node-linux-${process.arch}`);

const serverFolder = (folder: string) =>
  path.join(folder, 'node_modules', 'code-server', 'lib', 'vscode');

/**
 * The pinned editor out of the cache, installed there first where it is not. It is built in a
 * folder beside and renamed when it is whole, so that an interrupted installation is never used
 * and two at once do no harm.
 * @throws Error with the failing step and the end of its output
 */
export async function installedEditor(
  processes: Processes,
  pin: Pin,
  say: (line: string) => void,
): Promise<Editor> {
  const editors = path.join(cacheFolder(), 'editors');
  const home = path.join(editors, pin.key);
  const stamp = path.join(home, STAMP);
  if (existsSync(stamp)) {
    const now = new Date();
    await utimes(stamp, now, now);
    return editorIn(pin, home);
  }

  const began = Date.now();
  say(`Installing VS Code ${pin.version} (server build) into ${home}`);
  await mkdir(editors, { recursive: true });
  const stage = temporaryFolder(pin.version, editors);
  try {
    await build(processes, pin, stage.path);
    await writeFile(path.join(stage.path, STAMP), JSON.stringify({ installed: new Date() }));
    await moveInPlace(stage.path, home);
  } finally {
    await stage.remove();
  }
  await removeUnused(editors);
  say(`Installed VS Code ${pin.version} in ${Math.round((Date.now() - began) / 1000)} s`);
  return editorIn(pin, home);
}

async function build(processes: Processes, pin: Pin, stage: string): Promise<void> {
  const step = async (name: string, cwd: string, command: string, args: string[]) => {
    const done = await processes.run(command, args, {
      cwd,
      env: outsideNpm(),
      limitMs: STEP_LIMIT_MS,
    });
    if (done.code === 0) return done.output;
    const why = done.timedOut ? 'took longer than ten minutes' : 'failed';
    const end = done.output.split('\n').slice(-40).join('\n');
    throw new Error(`VS Code ${pin.version}: ${name} ${why}:\n${end}`);
  };

  for (const file of ['package.json', 'package-lock.json']) {
    await copyFile(path.join(pin.folder, file), path.join(stage, file));
  }
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await step('npm ci', stage, 'npm', ['ci', ...quiet]);

  const server = serverFolder(stage);
  // The editor's own shrinkwrap was made without peer dependencies.
  const own = ['ci', '--omit=dev', '--legacy-peer-deps', ...quiet];
  await step("npm ci of the editor's own packages", server, 'npm', own);

  const node = path.join(nodeFolder(stage), 'bin', 'node');
  const gyp = path.join(stage, 'node_modules', 'node-gyp', 'bin', 'node-gyp.js');
  for (const name of pin.native) {
    const folder = path.join(server, 'node_modules', name);
    // The headers come with the Node package: nothing is downloaded.
    await step(`building ${name}`, folder, node, [
      gyp,
      'rebuild',
      `--nodedir=${nodeFolder(stage)}`,
    ]);
  }

  if (pin.ripgrep !== null) {
    const found = findCommand('rg');
    if (found === null) throw new Error(`VS Code ${pin.version} needs ripgrep (Debian: ripgrep).`);
    const wanted = path.join(server, pin.ripgrep);
    await mkdir(path.dirname(wanted), { recursive: true });
    await copyFile(found, wanted);
  }

  const editor = editorIn(pin, stage);
  const version = await step('--version', stage, editor.node, [editor.main, '--version']);
  if (!version.startsWith(pin.version)) {
    throw new Error(`VS Code ${pin.version} calls itself ${version.trim()}`);
  }
}

async function moveInPlace(stage: string, home: string): Promise<void> {
  // Only a half-removed installation has no stamp.
  if (!existsSync(path.join(home, STAMP))) await rm(home, { recursive: true, force: true });
  try {
    await rename(stage, home);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const madeByAnother = code === 'ENOTEMPTY' || code === 'EEXIST';
    if (!madeByAnother || !existsSync(path.join(home, STAMP))) throw error;
  }
}

/** Removes what no run has used for a month: other locks' editors, installations that were killed. */
async function removeUnused(editors: string): Promise<void> {
  const limit = Date.now() - UNUSED_MS;
  for (const name of await readdir(editors)) {
    const folder = path.join(editors, name);
    const used = await stat(path.join(folder, STAMP))
      .catch(() => stat(folder))
      .catch(() => null); // Another that installs at the same time has moved or removed it.
    if (used !== null && used.mtimeMs < limit) await rm(folder, { recursive: true, force: true });
  }
}
