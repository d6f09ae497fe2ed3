import {
  execFileSync,
  spawn,
  spawnSync,
  type ChildProcessWithoutNullStreams,
} from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';

/** The command line as it is built. @throws where there is no build */
export function cli(): string {
  const path = resolve(__dirname, '../../dist/cli.js');
  if (!existsSync(path)) throw new Error('dist/cli.js is not built: "npm run build".');
  return path;
}

/** How a run of `seccomp-lens` ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as it is built. */
export function lens(
  args: readonly string[],
  {
    cwd,
    input = '',
    env = {},
  }: { cwd?: string; input?: string | Buffer; env?: Readonly<Record<string, string>> } = {},
): Ended {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [cli(), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  if (error) throw error;
  return { status, stdout, stderr };
}

/** The objects of `--json`. */
export function jsonOf({ stdout }: Ended): readonly Record<string, unknown>[] {
  return stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** A folder that goes with the test. */
export function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'seccomp-lens-cli-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

/** Starts the command line and leaves it running, for what depends on its life. */
export function startLens(t: TestContext, args: readonly string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [cli(), ...args]);
  t.after(() => {
    child.kill('SIGKILL');
  });
  return child;
}

/** Runs git in a folder, whoever the machine's own git says that we are. */
export function gitIn(folder: string): (...args: string[]) => void {
  const who = ['user.name=t', 'user.email=t@example.org', 'commit.gpgsign=false'];
  const settings = who.flatMap((each) => ['-c', each]);
  return (...args) => {
    execFileSync('git', [...settings, ...args], { cwd: folder, stdio: 'pipe' });
  };
}
