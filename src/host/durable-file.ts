import * as l10n from '@vscode/l10n';
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRunning } from './process-identity';
import { codeOf } from './read-error';

/** How the files are named that are to take another's place: hidden, and with their writer's number. */
const TEMPORARY = '.seccomp-lens-';

/** What a replaced file has besides its bytes. */
export interface FileMarks {
  /** Permission bits, `0o600`. */
  readonly mode: number;
  /** The file that it replaces: its owner is kept, and its time is left behind. */
  readonly like?: Stats;
  /** Gives the written file the name: what it throws leaves the old file in its place. */
  readonly rename?: (temporary: string) => Promise<void>;
}

/**
 * Puts a file in place, all or nothing: a crash leaves the old one or the new one, also after a power
 * cut. The modification time ends up newer than the old file's and than any build so far, since cargo
 * rebuilds only what is newer than its last build.
 * @param path its real path: a symbolic link would be replaced
 * @throws the file system's error; there is then no trace of the try, unless it is the folder's that
 * cannot be written to the disk: then the file is in its place
 */
export async function putFile(path: string, bytes: Buffer, marks: FileMarks): Promise<void> {
  const folder = dirname(path);
  const name = `${TEMPORARY}${process.pid}-${randomBytes(8).toString('hex')}`;
  const temporary = join(folder, name);
  try {
    await writeDurably(temporary, bytes, marks);
    await (marks.rename?.(temporary) ?? rename(temporary, path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Removes what writers that were killed have left in a folder. */
export async function sweep(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = new RegExp(`^\\${TEMPORARY}([0-9]+)-[0-9a-f]{16}$`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true });
  }
}

async function writeDurably(path: string, bytes: Buffer, marks: FileMarks): Promise<void> {
  const { mode, like } = marks;
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    if (like) await keepOwner(file, like);
    await file.chmod(mode & 0o7777);
    // The kernel stamps files with the time of its last tick, which may be that of a build.
    const newer = new Date(Math.max(Date.now(), Math.ceil(like?.mtimeMs ?? 0)) + 1);
    await file.utimes(newer, newer);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepOwner(file: Awaited<ReturnType<typeof open>>, like: Stats): Promise<void> {
  const { uid, gid } = await file.stat();
  if (uid === like.uid && gid === like.gid) return;
  try {
    await file.chown(like.uid, like.gid);
  } catch (error) {
    // A group that the writer is not in: the new file then has the writer's, as with any editor.
    if (codeOf(error) !== 'EPERM') throw error;
  }
}

/** Makes a change of names survive a power cut, where the file system can. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    const unable = ['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'];
    if (!unable.includes(codeOf(error) ?? '')) throw error;
  }
}

const REASONS: Readonly<Record<string, () => string>> = {
  ENOENT: () => l10n.t('there is no such file'),
  ENOTDIR: () => l10n.t('there is no such file'),
  EACCES: () => l10n.t('permission denied'),
  EPERM: () => l10n.t('permission denied'),
  EROFS: () => l10n.t('its file system is read-only'),
  ENOSPC: () => l10n.t('no space is left'),
  EDQUOT: () => l10n.t('no space is left'),
  ELOOP: () => l10n.t('its symbolic links go round in a circle'),
  ENAMETOOLONG: () => l10n.t('its name is too long'),
};

/** Why the file system refused something, in words that end a sentence. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  return (code === undefined ? undefined : REASONS[code]?.()) ?? code ?? String(error);
}
