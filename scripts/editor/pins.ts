import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../lib/paths';

/** Raised when the steps of the installation change, so that what older steps made is not used. */
const RECIPE = 1;

/** One editor that the project is tried on, pinned by its folder under `test/editors`. */
export interface Pin {
  /** The VS Code version: '1.100.3'. */
  readonly version: string;
  /** The folder with its package.json and lock file, absolute. */
  readonly folder: string;
  /** Packages of the editor that are built here, since they ship no binary for this system. */
  readonly native: readonly string[];
  /** Where the editor looks for ripgrep, under its own folder; null: it ships one. */
  readonly ripgrep: string | null;
  /** Names its installation: changes with the lock file, the system and the recipe. */
  readonly key: string;
}

interface Manifest {
  readonly editor: Pick<Pin, 'version' | 'native' | 'ripgrep'>;
}

const pinsFolder = path.join(projectRoot, 'test', 'editors');

function readPin(folder: string): Pin {
  const manifest = readFileSync(path.join(folder, 'package.json'), 'utf8');
  const { editor } = JSON.parse(manifest) as Manifest;
  const hash = createHash('sha256')
    .update(manifest)
    .update(readFileSync(path.join(folder, 'package-lock.json')))
    .update(`${process.platform} ${process.arch} ${RECIPE}`)
    .digest('hex');
  return { ...editor, folder, key: `${editor.version}-${hash.slice(0, 12)}` };
}

/** All pinned editors, oldest first. */
export function allPins(): Pin[] {
  return readdirSync(pinsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readPin(path.join(pinsFolder, entry.name)))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }));
}

/** The newest pinned editor. */
export function newestPin(): Pin {
  const newest = allPins().at(-1);
  if (newest === undefined) throw new Error(`No editor is pinned in ${pinsFolder}.`);
  return newest;
}

/**
 * The pin of a version.
 * @throws Error that names the versions there are
 */
export function pinOf(version: string): Pin {
  const pins = allPins();
  const found = pins.find((pin) => pin.version === version);
  if (found === undefined) {
    const known = pins.map((pin) => pin.version).join(', ');
    throw new Error(`No editor ${version} is pinned; there are ${known}.`);
  }
  return found;
}
