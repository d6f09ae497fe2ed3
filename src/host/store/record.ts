import * as l10n from '@vscode/l10n';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { putFile, reasonOf, syncFolder } from '../durable-file';
import { codeOf } from '../read-error';
import { readRegular } from '../regular-file';
import { SourceError, versionOf } from '../source-file';
import { keyOf } from './folder';

/** One version of a source, as bytes. */
export interface KeptVersion {
  readonly version: string;
  readonly bytes: Buffer;
}

/** What is kept of a source that the tool has changed and is to restore. */
export interface SourceRecord {
  /** The source's real path. */
  readonly source: string;
  /** What a restore gives back. */
  readonly original: KeptVersion;
  /** Permission bits and modification time (ms since 1970) of the file before the first change. */
  readonly mode: number;
  readonly mtimeMs: number;
  /**
   * What the tool has put in its place, the last two at most: the file is one of them, whenever the
   * writer was killed.
   */
  readonly written: readonly KeptVersion[];
  /** The version that ends the work: where the file is that, nothing is left to restore. */
  readonly settled: string | null;
  /** What was at work, in words: `seccomp-lens action`. */
  readonly by: string;
  /** ISO 8601. */
  readonly since: string;
}

const FORMAT = 1;

/** Three texts of the longest source, in Base64, take 64 MiB. */
const MAX_BYTES = 100 << 20;

function recordPath(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}

/**
 * Writes a record so that it outlives a power cut.
 * @throws SourceError where it cannot be written
 */
export async function writeRecord(
  folder: string,
  key: string,
  record: SourceRecord,
): Promise<void> {
  const version = ({ bytes }: KeptVersion): string => bytes.toString('base64');
  const { original, written, ...rest } = record;
  const json = {
    format: FORMAT,
    ...rest,
    original: version(original),
    written: written.map(version),
  };
  try {
    await putFile(recordPath(folder, key), Buffer.from(JSON.stringify(json)), { mode: 0o600 });
  } catch (error) {
    throw new SourceError(
      l10n.t(
        'Nothing was written, since the original of {0} cannot be kept in {1}: {2}.',
        record.source,
        folder,
        reasonOf(error),
      ),
    );
  }
}

/** @throws SourceError where it stays */
export async function removeRecord(folder: string, key: string): Promise<void> {
  const path = recordPath(folder, key);
  try {
    // Whatever stands there by now.
    await rm(path, { force: true, recursive: true });
    await syncFolder(folder);
  } catch (error) {
    throw new SourceError(l10n.t('{0} cannot be written: {1}.', path, reasonOf(error)));
  }
}

/**
 * The record of a source; null where there is none.
 * @throws SourceError where there is one that cannot be read, or is about another source
 */
export async function readRecord(folder: string, key: string): Promise<SourceRecord | null> {
  const path = recordPath(folder, key);
  let bytes: Buffer | null;
  try {
    bytes = await readRegular(path, MAX_BYTES);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw new SourceError(l10n.t('{0} cannot be read: {1}.', path, reasonOf(error)));
  }
  const record = bytes && parse(bytes.toString());
  if (!record)
    throw new SourceError(l10n.t('{0} is not a record of Seccomp Lens that can be read.', path));
  if (keyOf(record.source) !== key) {
    throw new SourceError(l10n.t('{0} is about another source.', path));
  }
  return record;
}

function parse(text: string): SourceRecord | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== 'object' || json === null) return null;
  const { format, source, original, mode, mtimeMs, written, settled, by, since } = json as Readonly<
    Record<string, unknown>
  >;
  const isText = (value: unknown): value is string => typeof value === 'string';
  if (format !== FORMAT || !isText(source) || !isText(original) || !isText(by) || !isText(since)) {
    return null;
  }
  if (typeof mode !== 'number' || typeof mtimeMs !== 'number') return null;
  if (!Array.isArray(written) || !written.every(isText)) return null;
  if (settled !== null && !isText(settled)) return null;
  // What is no Base64 would be read as less.
  const isWhole = (text: string): boolean =>
    Buffer.from(text, 'base64').toString('base64') === text;
  if (![original, ...written].every(isWhole)) return null;
  const kept = { original: keptOf(original), written: written.map(keptOf) };
  return { source, ...kept, mode, mtimeMs, settled, by, since };
}

function keptOf(base64: string): KeptVersion {
  return keep(Buffer.from(base64, 'base64'));
}

/** Bytes with their version. */
export function keep(bytes: Buffer): KeptVersion {
  return { bytes, version: versionOf(bytes) };
}
