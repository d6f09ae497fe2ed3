import { existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { openEditor, type Session } from '../../../test/e2e/driver';
import { projectRoot } from '../../lib/paths';
import type { Answer } from './answer';

/** Where the extension keeps what it compiled, in the editor's home. */
const STORAGE = 'user/User/globalStorage/seccomp-lens.seccomp-lens/compiled';

/** A real VS Code with the packed extension, and the way into its extension host. */
export interface Host {
  readonly session: Session;
  readonly ask: <T>(name: string, argument?: unknown) => Promise<T>;
  /** Waits until what was compiled is kept, and copies it to a folder. */
  readonly keepCompiled: (to: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** What is opened. */
export interface HostOptions {
  /** The package, absolute. */
  readonly vsix: string;
  /** A folder that is there as long as the host is; sockets go into it. */
  readonly scratch: string;
  /** Lays out the workspace. */
  readonly prepare: (folder: string) => Promise<void>;
  /** The code that an earlier host compiled, as `Host.keepCompiled` gave it; it compiles all when absent. */
  readonly compiled?: string;
  /** Whether our timers are counted, which slows each of them down. */
  readonly timers?: boolean;
}

/** @throws Error where the editor does not open, or the extension is not activated in a minute */
export async function openHost({
  vsix,
  scratch,
  prepare,
  compiled,
  timers = false,
}: HostOptions): Promise<Host> {
  const socket = path.join(scratch, `${process.hrtime.bigint()}.sock`);
  let storage = '';
  const session = await openEditor({
    workspace: 'examples/first-trap',
    prepare,
    vsix,
    installed: async (extensions) => {
      await putProbeBefore(extensions);
      storage = path.join(extensions, '..', STORAGE);
      if (compiled !== undefined) await cp(compiled, storage, { recursive: true });
    },
    env: { SECCOMP_LENS_BENCH: socket, SECCOMP_LENS_BENCH_TIMERS: timers ? '1' : '0' },
  });
  try {
    const line = await reached(socket);
    return {
      session,
      ask: asker(line),
      keepCompiled: async (to) => {
        const limit = AbortSignal.timeout(120_000);
        // The last that is loaded without a person, in a window of Rust.
        while (!existsSync(path.join(storage, 'policy.js.v8')))
          await delay(500, undefined, { signal: limit });
        await cp(storage, to, { recursive: true });
      },
      close: async () => {
        line.destroy();
        await session.close();
      },
    };
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** The installed extension's main file becomes the probe, which loads the real one. */
async function putProbeBefore(extensions: string): Promise<void> {
  const name = (await readdir(extensions)).find((each) => each.startsWith('seccomp-lens.'));
  if (name === undefined) throw new Error(`Nothing is installed in ${extensions}.`);
  const folder = path.join(extensions, name);
  const file = path.join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...manifest, main: './probe.js' }));
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [path.join(import.meta.dirname, 'probe.ts')],
    outfile: path.join(folder, 'probe.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Its other entry bakes this machine's path in.
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter') },
    mainFields: ['module', 'main'],
    external: ['vscode'],
    logLevel: 'warning',
  });
}

async function reached(socket: string): Promise<Socket> {
  const limit = AbortSignal.timeout(60_000);
  while (!existsSync(socket)) await delay(50, undefined, { signal: limit });
  return connect(socket);
}

/** Questions are answered in their order. */
function asker(line: Socket): Host['ask'] {
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface(line).on('line', (text) => {
    waiting.shift()?.(JSON.parse(text) as Answer);
  });
  return async <T>(name: string, argument?: unknown): Promise<T> => {
    const answered = new Promise<Answer>((resolve) => waiting.push(resolve));
    line.write(`${JSON.stringify({ name, argument })}\n`);
    const answer = await answered;
    if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
    return answer.value as T;
  };
}
