import { createHash, randomBytes } from 'node:crypto';
import { constants, type Stats } from 'node:fs';
import { access, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** One version of a source file. */
export interface Source {
  /** Without a byte order mark: offsets are those that an editor shows. */
  readonly text: string;
  /** SHA-256 of the file's bytes, in hex. */
  readonly version: string;
}

/** A source cannot be read or written; the message is one sentence for the user. */
export class SourceError extends Error {
  override readonly name: string = 'SourceError';
}

/** The file is no longer the one that was read: writing would undo somebody's work. */
export class SourceChanged extends SourceError {
  override readonly name = 'SourceChanged';
}

/** No Rust source is near this; a log given by mistake is. */
const MAX_BYTES = 16 * 1024 * 1024;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads a source file.
 * @throws SourceError where it is missing, not a regular file, not readable, too large or not UTF-8.
 */
export async function readSource(path: string): Promise<Source> {
  const bytes = await readBytes(path);
  return { text: decode(path, bytes), version: versionOf(bytes) };
}

/**
 * Replaces a source file's text, all or nothing: a crash leaves the old file or the new one. A byte
 * order mark, the mode and, as far as the system lets us, the owner are kept; a symbolic link stays
 * one and its target is replaced. The modification time ends up newer than the old one and than any
 * build so far, since cargo rebuilds only what is newer than its last build.
 * @param version that of the text which the new one was made from
 * @returns the version written
 * @throws SourceChanged where the file's bytes are not those of `version`
 * @throws SourceError where it is read-only or cannot be replaced; it is then as it was
 */
export async function writeSource(path: string, newText: string, version: string): Promise<string> {
  const before = await readUnchanged(path, version);
  await refuseReadOnly(path, before.stats);

  const bytes = Buffer.from(newText, 'utf8');
  const after = hasBom(before.bytes) ? Buffer.concat([BOM, bytes]) : bytes;
  const target = await realpath(path);
  const temporary = join(dirname(target), `.seccomp-lens-${randomBytes(8).toString('hex')}`);
  try {
    await writeDurably(temporary, after, before.stats);
    await readUnchanged(path, version);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error instanceof SourceError ? error : new SourceError(sentence(path, error, 'written'));
  }
  await syncFolder(dirname(target));
  return versionOf(after);
}

async function readBytes(path: string): Promise<Buffer> {
  const stats = await statSource(path);
  if (stats.size > MAX_BYTES) throw new SourceError(`${path} is too large for a Rust source.`);
  try {
    return await readFile(path);
  } catch (error) {
    throw new SourceError(sentence(path, error, 'read'));
  }
}

async function statSource(path: string): Promise<Stats> {
  let stats;
  try {
    stats = await stat(path);
  } catch (error) {
    throw new SourceError(sentence(path, error, 'read'));
  }
  if (stats.isDirectory()) throw new SourceError(`${path} is a folder, not a Rust source.`);
  // Reading a pipe or a device could wait for ever.
  if (!stats.isFile()) throw new SourceError(`${path} is not a regular file.`);
  return stats;
}

async function readUnchanged(
  path: string,
  version: string,
): Promise<{ bytes: Buffer; stats: Stats }> {
  const stats = await statSource(path);
  const bytes = await readBytes(path);
  if (versionOf(bytes) !== version) {
    throw new SourceChanged(`${path} has changed since it was read: nothing was written.`);
  }
  return { bytes, stats };
}

/** A rename asks only for the folder's permission, and root for none: the file's own bits are a wish. */
async function refuseReadOnly(path: string, stats: Stats): Promise<void> {
  const readOnly = new SourceError(`${path} is read-only: nothing was written.`);
  if ((stats.mode & 0o222) === 0) throw readOnly;
  try {
    await access(path, constants.W_OK);
  } catch {
    throw readOnly;
  }
}

async function writeDurably(path: string, bytes: Buffer, like: Stats): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await keepOwner(file, like);
    await file.chmod(like.mode & 0o7777);
    // The kernel stamps files with the time of its last tick, which may be that of a build.
    const newer = new Date(Math.max(Date.now(), Math.ceil(like.mtimeMs)) + 1);
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
    // Only root gives files away: the new file is then its writer's, as with any editor.
    if (codeOf(error) !== 'EPERM') throw error;
  }
}

/** Makes the rename survive a power cut, where the file system can. The file is replaced by now. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    const unable = ['EACCES', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'];
    if (!unable.includes(codeOf(error) ?? '')) throw error;
  }
}

function decode(path: string, bytes: Buffer): string {
  try {
    // Takes a byte order mark off (`ignoreBOM` is false).
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(`${path} is not UTF-8 text.`);
  }
}

function versionOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hasBom(bytes: Buffer): boolean {
  return bytes.subarray(0, BOM.length).equals(BOM);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'its file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its name is too long',
};

function sentence(path: string, error: unknown, done: 'read' | 'written'): string {
  const code = codeOf(error);
  const reason = (code === undefined ? undefined : REASONS[code]) ?? code ?? String(error);
  return `${path} cannot be ${done}: ${reason}.`;
}
