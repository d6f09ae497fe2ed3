import { execFile } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import * as l10n from '@vscode/l10n';
import {
  artifactsOf,
  sourcesOf,
  type Artifact,
  type CargoCommand,
} from '../../core/diagnose/cargo';
import { readRegular } from '../regular-file';
import { runCommand, type RunEnd, type RunRequest } from './run-command';

/** A `.d` file is a line of some dozens of bytes for each file of the crate. */
const DEP_INFO_BYTES = 16 << 20;
/** rustc's answer takes a moment; its proxy may wait for a lock of rustup's. */
const PROBE_MS = 10_000;

/** What cargo built, or found built already. */
export interface Built {
  readonly artifacts: readonly Artifact[];
  /** Absolute, without symbolic links. */
  readonly programs: ReadonlySet<string>;
}

/** Builds what a cargo command runs, and runs none of it; gives how that ended where it failed. */
export async function buildFirst(
  cargo: CargoCommand,
  request: RunRequest,
): Promise<Built | { readonly failed: RunEnd }> {
  const messages: Buffer[] = [];
  const [program = 'cargo'] = request.words;
  const end = await runCommand({
    ...request,
    words: [program, ...cargo.build],
    onStdout: (bytes) => messages.push(Buffer.from(bytes)),
  });
  if (end.kind !== 'ended' || end.status !== 0) return { failed: end };
  const artifacts = artifactsOf(Buffer.concat(messages).toString('utf8'));
  const programs = await Promise.all(
    artifacts.filter(({ executable }) => executable).map(({ file }) => realpath(file)),
  );
  return { artifacts, programs: new Set(programs) };
}

/**
 * What shows that the program was built from a source as it is: one of cargo's artifacts was made from
 * that file (its `.d` file says so) and is no older. `null` where no artifact was made from it.
 * @returns a sentence, or why the program is not of this source
 */
export async function proofOf(
  { artifacts }: Built,
  source: string,
): Promise<{ readonly proof: string } | { readonly stale: string } | null> {
  const path = await realpath(source);
  const written = (await stat(path)).mtimeMs;
  for (const { file } of artifacts) {
    const depInfo = await readDepInfo(file.replace(/\.[^./]*$/, '') + '.d');
    const made = sourcesOf(depInfo).some((one) => one === path || path.endsWith(`/${one}`));
    if (!made) continue;
    const built = (await stat(file)).mtimeMs;
    return built >= written
      ? { proof: l10n.t('{0} was built from {1} after its last change.', file, source) }
      : { stale: l10n.t('{0} is older than {1}, from which it is built.', file, source) };
  }
  return null;
}

/** Its text; empty where there is none that can be read. */
async function readDepInfo(path: string): Promise<string> {
  const bytes = await readRegular(path, DEP_INFO_BYTES).catch(() => null);
  return bytes?.toString('utf8') ?? '';
}

/**
 * The target that cargo builds for: named in the command's own options or by the environment, else the
 * compiler's own machine; null where rustc does not say that. What cargo's configuration names stands
 * in the paths of what it built (`targetIn`).
 */
export async function targetTriple(
  { build }: CargoCommand,
  { cwd, env }: Pick<RunRequest, 'cwd' | 'env'>,
): Promise<string | null> {
  const at = build.indexOf('--target');
  const joined = build.find((word) => word.startsWith('--target='));
  const named = at === -1 ? env['CARGO_BUILD_TARGET'] : build[at + 1];
  const target = joined?.slice('--target='.length) ?? named ?? '';
  // An empty variable names none.
  if (target !== '') return target;
  const options = { cwd, env, timeout: PROBE_MS, killSignal: 'SIGKILL' as const };
  return new Promise((resolve) => {
    execFile('rustc', ['-vV'], options, (error, stdout) => {
      resolve(error === null ? (/^host: (\S+)$/m.exec(stdout)?.[1] ?? null) : null);
    });
  });
}
