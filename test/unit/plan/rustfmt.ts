import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * What rustfmt would still change in a text, empty where nothing. A missing rustfmt fails the test:
 * an edit whose form nobody checked is not checked.
 */
export function rustfmtDiff(text: string, config: readonly string[] = []): string {
  // A file, since rustfmt sees no CRLF on its standard input.
  const folder = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-rustfmt-'));
  try {
    const file = path.join(folder, 'policy.rs');
    writeFileSync(file, text);
    const options = config.flatMap((one) => ['--config', one]);
    const result = run(['--edition', '2024', '--check', ...options, file]);
    return result.stdout + result.stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A source as rustfmt leaves it. */
export function formatted(text: string): string {
  const result = run(['--edition', '2024'], text);
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout;
}

function run(args: readonly string[], input?: string): SpawnSyncReturns<string> {
  const result = spawnSync('rustfmt', args, { encoding: 'utf8', ...(input && { input }) });
  if (result.error) {
    throw new Error('rustfmt is needed for this test: rustup component add rustfmt', {
      cause: result.error,
    });
  }
  return result;
}
