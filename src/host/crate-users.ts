import { readdir, realpath } from 'node:fs/promises';
import { join, normalize, relative } from 'node:path';
import type { Crate, CrateFile } from '../core/policy/crate';
import { CrateNames, isAboutFilters } from '../core/policy/crate-names';
import { modulesOf, readInside, sourceRoot } from './crate-files';

/** More files than this no crate is searched through for, and no source has more that use it. */
const MAX_SEARCHED = 400;
const MAX_USERS = 8;
const NOT_SOURCES: ReadonlySet<string> = new Set(['target', 'node_modules']);

/**
 * A crate as it is known around a source, with the files in which the source's functions or constants are
 * used: to these nothing in the source leads.
 * @param path as `readCrateAround` takes it
 * @param text that of all whose users are meant
 */
export async function withUsers(path: string, text: string, around: Crate): Promise<Crate> {
  if (path === '-' || !path.endsWith('.rs')) return around;
  const root = await sourceRoot(path);
  const inside = await realpath(root).catch(() => null);
  if (inside === null) return around;
  const names = new CrateNames(text);
  const known = new Set([path, ...around.files.map((file) => file.path)].map(normalize));
  const users: CrateFile[] = [];
  for (const file of await sourcesUnder(root)) {
    if (users.length >= MAX_USERS) break;
    if (known.has(normalize(file))) continue;
    const found = await readInside(file, inside, {});
    if (found === null || !isAboutFilters(found) || !names.uses(found)) continue;
    users.push({ path: file, text: found, modules: modulesOf(relative(root, file)) });
  }
  return { ...around, files: [...around.files, ...users] };
}

/** The nearest first, in the order of their names. */
async function sourcesUnder(root: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [root];
  for (const folder of folders) {
    if (files.length >= MAX_SEARCHED || folders.length > MAX_SEARCHED) break;
    const all = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const one of all.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const isHidden = one.name.startsWith('.') || NOT_SOURCES.has(one.name);
      if (one.isDirectory() && !isHidden) folders.push(join(folder, one.name));
      else if (one.name.endsWith('.rs')) files.push(join(folder, one.name));
    }
  }
  return files.slice(0, MAX_SEARCHED);
}
