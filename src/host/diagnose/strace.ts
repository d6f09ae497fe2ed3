import { execFile } from 'node:child_process';
import * as l10n from '@vscode/l10n';

/** Whether strace may run here; `problem` is one sentence with what to do. */
export type StraceAnswer =
  | { readonly kind: 'usable'; readonly version: number }
  | { readonly kind: 'unusable'; readonly problem: string };

const PROBE_MS = 10_000;

/** Asks strace for its version (6.1 is 601), and has it trace one short program. */
export async function probeStrace(): Promise<StraceAnswer> {
  const version = await run(['-V']);
  const [, major, minor] = /version (\d{1,3})\.(\d{1,3})/.exec(version.text) ?? [];
  if (version.missing || major === undefined) {
    const problem = l10n.t(
      'strace is not installed: with it no filter need be loosened, and requests are known.',
    );
    return { kind: 'unusable', problem };
  }
  const traced = await run(['-f', '-o', '/dev/null', 'true']);
  if (!traced.failed) return { kind: 'usable', version: Number(major) * 100 + Number(minor) };
  const problem = l10n.t(
    'strace may not trace here: a container needs "--cap-add SYS_PTRACE", elsewhere "sudo sysctl kernel.yama.ptrace_scope=0" lets it until the machine is started again.',
  );
  return { kind: 'unusable', problem };
}

function run(
  args: readonly string[],
): Promise<{ readonly missing: boolean; readonly failed: boolean; readonly text: string }> {
  return new Promise((resolve) => {
    execFile(
      'strace',
      args,
      { timeout: PROBE_MS, killSignal: 'SIGKILL', env: { ...process.env, LC_ALL: 'C' } },
      (error, stdout) => {
        resolve({ missing: error?.code === 'ENOENT', failed: error !== null, text: stdout });
      },
    );
  });
}
