import * as l10n from '@vscode/l10n';
import { createHash } from 'node:crypto';
import {
  constants,
  lstatSync,
  realpathSync,
  renameSync,
  type BigIntStats,
  type Stats,
} from 'node:fs';
import { access, open, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { putFile, reasonOf } from './durable-file';
import { HeldFolder } from './held-folder';
import { readStart } from './regular-file';

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
 * @param maxBytes of a longer one nothing is read
 * @throws SourceError where it is missing, not a regular file, not readable, too large or not UTF-8.
 */
export async function readSource(path: string, maxBytes = MAX_BYTES): Promise<Source> {
  const { bytes, version } = await readSourceBytes(path, path, maxBytes);
  return { text: decode(path, bytes), version };
}

/** The bytes of one version of a source, with what is kept of a file besides. */
export interface SourceBytes {
  readonly bytes: Buffer;
  readonly stats: Stats;
  /** SHA-256 of the bytes, in hex. */
  readonly version: string;
}

/**
 * A source file's bytes as they are.
 * @param shown how messages call it
 * @throws SourceError as `readSource`, but for what the bytes hold
 */
export async function readSourceBytes(
  path: string,
  shown = path,
  maxBytes = MAX_BYTES,
): Promise<SourceBytes> {
  try {
    // Not even opened: some devices take that for an order.
    refuseKind(await stat(path), shown, maxBytes);
    // And yet something else may stand there by now, which must not be waited for.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await file.stat();
      refuseKind(stats, shown, maxBytes);
      const bytes = await readStart(file, stats.size);
      return { bytes, stats, version: versionOf(bytes) };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError(sentence(shown, error, 'read'));
  }
}

/**
 * Replaces a source file's text, all or nothing: a crash leaves the old file or the new one. A byte
 * order mark, the mode, the owner and, as far as the system lets us, the group are kept; a symbolic
 * link stays one and its target is replaced. The modification time ends up newer than the old one and than any
 * build so far, since cargo rebuilds only what is newer than its last build.
 * @param version that of the text which the new one was made from
 * @returns the version written
 * @throws SourceChanged where the file's bytes are not those of `version`
 * @throws SourceError where it is read-only, another user's, or cannot be replaced; it is then as it was
 */
export async function writeSource(path: string, newText: string, version: string): Promise<string> {
  const { bytes } = await readUnchanged(path, version);
  return writeSourceBytes(path, encode(newText, bytes), version);
}

/**
 * As `writeSource`, with bytes as they are. All is done in the folder that the path leads to at
 * first, which is held: whatever its names lead to later, nothing is written elsewhere.
 * @param real whether the path was real when it was taken: then it has to be so still
 */
export async function writeSourceBytes(
  path: string,
  bytes: Buffer,
  version: string,
  real = false,
): Promise<string> {
  try {
    const file = await realpath(path);
    const folder = real && file !== path ? null : await HeldFolder.open(dirname(file));
    if (folder === null) throw changed(path);
    try {
      await replace({ path, file, place: folder.at(basename(file)) }, bytes, version);
    } finally {
      await folder.close();
    }
  } catch (error) {
    throw error instanceof SourceError ? error : new SourceError(sentence(path, error, 'written'));
  }
  return versionOf(bytes);
}

/** A source by the path that was given, by its real one, and by its name in the folder that is held. */
interface Target {
  readonly path: string;
  readonly file: string;
  readonly place: string;
}

async function replace({ path, file, place }: Target, bytes: Buffer, version: string) {
  const { stats } = await readUnchanged(place, version, path);
  await refuseReadOnly(place, stats, path);
  refuseForeign(path, stats);
  await putFile(place, bytes, {
    mode: stats.mode,
    like: stats,
    rename: async (temporary) => {
      const seen = lstatSync(place, { bigint: true });
      await readUnchanged(place, version, path);
      // No turn between the last look and the new name: what comes in between would be lost.
      if (realpathSync(path) !== file || !isSame(lstatSync(place, { bigint: true }), seen)) {
        throw changed(path);
      }
      renameSync(temporary, place);
    },
  });
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  const keys = ['dev', 'ino', 'size', 'mtimeNs', 'ctimeNs'] as const;
  return one.isFile() && keys.every((key) => one[key] === other[key]);
}

/** A text as bytes, with a byte order mark where those that it replaces have one. */
export function encode(text: string, before: Buffer): Buffer {
  const bytes = Buffer.from(text, 'utf8');
  return hasBom(before) ? Buffer.concat([BOM, bytes]) : bytes;
}

function refuseKind(stats: Stats, path: string, maxBytes: number): void {
  if (stats.isDirectory())
    throw new SourceError(l10n.t('{0} is a folder, not a Rust source.', path));
  // Reading a pipe or a device could wait for ever.
  if (!stats.isFile()) throw new SourceError(l10n.t('{0} is not a regular file.', path));
  if (stats.size > maxBytes)
    throw new SourceError(l10n.t('{0} is too large for a Rust source.', path));
}

async function readUnchanged(path: string, version: string, shown = path): Promise<SourceBytes> {
  const source = await readSourceBytes(path, shown);
  if (source.version !== version) throw changed(shown);
  return source;
}

function changed(path: string): SourceChanged {
  return new SourceChanged(l10n.t('{0} has changed since it was read: nothing was written.', path));
}

/** A rename asks only for the folder's permission, and root for none: the file's own bits are a wish. */
async function refuseReadOnly(path: string, stats: Stats, shown: string): Promise<void> {
  const readOnly = new SourceError(l10n.t('{0} is read-only: nothing was written.', shown));
  if ((stats.mode & 0o222) === 0) throw readOnly;
  try {
    await access(path, constants.W_OK);
  } catch {
    throw readOnly;
  }
}

/** What takes a file's place is the writer's, and only root gives files away. */
function refuseForeign(path: string, { uid }: Stats): void {
  const own = process.geteuid?.() ?? uid;
  if (own === 0 || own === uid) return;
  throw new SourceError(
    l10n.t(
      '{0} belongs to another user, and replacing it would make it yours: nothing was written.',
      path,
    ),
  );
}

/**
 * @param path for the message
 * @throws SourceError where the bytes are not UTF-8
 */
export function decode(path: string, bytes: Buffer): string {
  try {
    // Takes a byte order mark off (`ignoreBOM` is false).
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new SourceError(l10n.t('{0} is not UTF-8 text.', path));
  }
}

export function versionOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function hasBom(bytes: Buffer): boolean {
  return bytes.subarray(0, BOM.length).equals(BOM);
}

function sentence(path: string, error: unknown, done: 'read' | 'written'): string {
  return done === 'read'
    ? l10n.t('{0} cannot be read: {1}.', path, reasonOf(error))
    : l10n.t('{0} cannot be written: {1}.', path, reasonOf(error));
}
