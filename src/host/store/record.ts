import * as l10n from '@vscode/l10n';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { putFile, reasonOf, syncFolder } from '../durable-file';
import { SourceError, versionOf } from '../source-file';

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

export async function removeRecord(folder: string, key: string): Promise<void> {
  await rm(recordPath(folder, key), { force: true });
  await syncFolder(folder);
}

/**
 * The record of a source; null where there is none.
 * @throws SourceError where there is one that cannot be read
 */
export async function readRecord(folder: string, key: string): Promise<SourceRecord | null> {
  const path = recordPath(folder, key);
  let text: string;
  try {
    const file = await open(path, 'r');
    text = await readFile(file, 'utf8').finally(() => file.close());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new SourceError(l10n.t('{0} cannot be read: {1}.', path, reasonOf(error)));
  }
  const record = parse(text);
  if (!record)
    throw new SourceError(l10n.t('{0} is not a record of Seccomp Lens that can be read.', path));
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
