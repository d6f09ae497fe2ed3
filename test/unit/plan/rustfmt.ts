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

/**
 * How many places rustfmt would still change in each text, for texts that were never clean. One run
 * for all; a text that rustfmt cannot parse fails the test.
 */
export function unformattedPlaces(texts: readonly string[]): number[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-rustfmt-'));
  try {
    const files = texts.map((text, at) => {
      const file = path.join(folder, `${at}.rs`);
      // It would look for the other files of the crate.
      writeFileSync(file, text.replace(/^(?:pub )?mod \w+;/gm, ''));
      return file;
    });
    const { stdout, stderr } = run(['--edition', '2024', '--check', ...files]);
    if (stderr !== '') throw new Error(stderr);
    const places = texts.map(() => 0);
    for (const [, at] of stdout.matchAll(/^Diff in .*\/(\d+)\.rs:\d+:/gm)) {
      places[Number(at)] = (places[Number(at)] ?? 0) + 1;
    }
    return places;
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
  const result = spawnSync('rustfmt', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
    ...(input && { input }),
  });
  if (result.error) {
    throw new Error('rustfmt is needed for this test: rustup component add rustfmt', {
      cause: result.error,
    });
  }
  return result;
}
