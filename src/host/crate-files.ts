import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { crateAround, NO_CRATE, type Crate } from '../core/policy/crate';
import { isSystemError } from './read-error';
import { readSource, SourceError } from './source-file';

/** No module of a filter is near this. */
const MAX_BYTES = 512 * 1024;
/** Folders above a source among which its Cargo.toml is looked for. */
const MAX_ABOVE = 16;

/** Files whose module is the folder that they are in. */
const ROOTS: ReadonlySet<string> = new Set(['lib.rs', 'main.rs', 'mod.rs']);

/** Where the files of a crate are: on disk, in a commit. */
export interface CrateStore {
  exists(path: string): Promise<boolean>;
  /**
   * The text of a file; null where it is not there, or may not be read.
   * @param root the crate's source folder
   */
  read(path: string, root: string): Promise<string | null>;
}

/** How a crate on disk is looked at. */
export interface CrateLook {
  /** The text of a file that an editor has open, which is newer; undefined where it has not. */
  readonly openText?: (path: string) => string | undefined;
  /** Whether a file may be read, by the path that its links lead to. */
  readonly mayRead?: (real: string) => boolean | Promise<boolean>;
}

/**
 * The files of its crate that a Rust source leads to. Only files under the crate's own source folder are
 * read, symbolic links followed no further than that. A module that `#[path]` puts elsewhere is not
 * found. What cannot be read is left out.
 * @param path of the source; what it gives are paths beside it, as relative or absolute as it is
 */
export async function readCrateAround(
  path: string,
  text: string,
  look: CrateLook = {},
): Promise<Crate> {
  return crateOf(path, text, filesOnDisk(look));
}

/** Files on disk, and as an editor has them. */
export function filesOnDisk(look: CrateLook): CrateStore {
  const reached = new Map<string, Promise<string | null>>();
  return {
    exists,
    read: async (candidate, root) => {
      const known = reached.get(root) ?? realpath(root).catch(() => null);
      reached.set(root, known);
      const inside = await known;
      return inside === null ? null : readInside(candidate, inside, look);
    },
  };
}

/** The same of any store that has the files; of what is no Rust source, none. */
export async function crateOf(path: string, text: string, store: CrateStore): Promise<Crate> {
  if (path === '-' || !path.endsWith('.rs')) return NO_CRATE;
  const root = await rootIn(store, path);
  const modules = isBinary(root, path) ? [] : modulesOf(relative(root, path));
  return crateAround(text, modules, async (asked) => {
    const looks = candidates(root, asked).map(async (candidate) => {
      const found = await store.read(candidate, root);
      return found === null ? [] : { path: candidate, text: found };
    });
    return (await Promise.all(looks)).flat()[0] ?? null;
  });
}

/**
 * The folder whose files `crate::` names: that of the nearest `main.rs` or `lib.rs`, as cargo finds a
 * crate's targets, `src/bin/x.rs` and `src/bin/x/main.rs` among them. The source's own folder where no
 * Cargo.toml tells of a crate.
 */
export async function sourceRoot(path: string): Promise<string> {
  return rootIn({ exists }, path);
}

type Existing = Pick<CrateStore, 'exists'>;

async function rootIn(store: Existing, path: string): Promise<string> {
  const own = dirname(path);
  let nearest: string | null = null;
  for (let folder = own, count = 0; count < MAX_ABOVE; count += 1) {
    const [isRoot, isPackage] = await Promise.all([
      nearest === null && (isBinary(folder, path) || holdsRoot(store, folder)),
      store.exists(join(folder, 'Cargo.toml')),
    ]);
    if (isRoot) nearest = folder;
    if (isPackage) {
      const src = join(folder, 'src');
      return nearest ?? (relative(src, path).startsWith('..') ? own : src);
    }
    const above =
      folder === '.' || basename(folder) === '..' ? join(folder, '..') : dirname(folder);
    if (above === folder) break;
    folder = above;
  }
  return own;
}

async function holdsRoot(store: Existing, folder: string): Promise<boolean> {
  const found = ['main.rs', 'lib.rs'].map((name) => store.exists(join(folder, name)));
  return (await Promise.all(found)).includes(true);
}

/** Whether a file directly in a folder is the root of a binary's crate: `src/bin/x.rs`. */
function isBinary(folder: string, path: string): boolean {
  return dirname(path) === folder && basename(folder) === 'bin' && !ROOTS.has(basename(path));
}

/** `guest/rules.rs` is `guest::rules`, and so is `guest/rules/mod.rs`. */
export function modulesOf(path: string): string[] {
  const words = path.split(sep);
  const file = words.pop() ?? '';
  return ROOTS.has(file) ? words : [...words, file.replace(/\.rs$/, '')];
}

function candidates(root: string, modules: readonly string[]): string[] {
  if (modules.length === 0) return [join(root, 'lib.rs'), join(root, 'main.rs')];
  return [`${join(root, ...modules)}.rs`, join(root, ...modules, 'mod.rs')];
}

/** The text of a file; null where it is not there, not a plain file of the folder, or too large. */
export async function readInside(
  path: string,
  folder: string,
  look: CrateLook,
): Promise<string | null> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(folder + sep) || (await look.mayRead?.(real)) === false) return null;
    const open = look.openText?.(path);
    if (open === undefined) return (await readSource(path, MAX_BYTES)).text;
    return open.length > MAX_BYTES ? null : open;
  } catch (error) {
    // A system's answer: the file is not there, or may not be looked at.
    if (error instanceof SourceError || isSystemError(error)) return null;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
