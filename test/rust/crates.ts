import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

const REGISTRY = path.join(process.env['CARGO_HOME'] ?? path.join(homedir(), '.cargo'), 'registry');

/**
 * The folder of a published crate's source, which cargo downloads into its own cache where it is not
 * there yet. `cargo info` gets that one crate alone; a dependency on it would get all of its own.
 * @throws where it cannot be had, with what cargo says
 */
export function crateSource(name: string, version: string): string {
  const known = unpacked(name, version);
  if (known !== null) return known;
  // Outside any package: cargo would look at its lock file first.
  const nowhere = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-crates-'));
  try {
    const cargo = spawnSync('cargo', ['info', '--color', 'never', `${name}@${version}`], {
      cwd: nowhere,
      encoding: 'utf8',
    });
    const folder = unpacked(name, version);
    if (folder !== null) return folder;
    const reason = cargo.error?.message ?? cargo.stderr;
    throw new Error(`cargo could not get ${name} ${version}: ${reason}`, { cause: cargo.error });
  } finally {
    rmSync(nowhere, { recursive: true });
  }
}

/** Where cargo keeps it; one folder for each registry that it knows. */
function unpacked(name: string, version: string): string | null {
  const sources = path.join(REGISTRY, 'src');
  mkdirSync(sources, { recursive: true });
  const folders = readdirSync(sources).map((each) =>
    path.join(sources, each, `${name}-${version}`),
  );
  // cargo writes this file when all others are there.
  return folders.find((folder) => existsSync(path.join(folder, '.cargo-ok'))) ?? null;
}
