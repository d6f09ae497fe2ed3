import { getSystemErrorName } from 'node:util';
import type { LogRecord } from '../core/records/record';
import { LogDecoder } from '../core/records/decode';
import { oneLine } from '../core/text/untrusted';
import { readSource } from '../host/source-file';
import { fileChunks } from './file-chunks';
import { CliError, type CliIo } from './output';

/** The text of a Rust source; its version is null where it came by standard input. */
export async function readRust(
  path: string,
  io: CliIo,
): Promise<{ readonly text: string; readonly version: string | null }> {
  if (path !== '-') return readSource(path);
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Buffer));
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
    return { text, version: null };
  } catch {
    throw new CliError('Standard input is not UTF-8 text.');
  }
}

/** How inputs are named in a sentence. */
export function inputNames(files: readonly string[]): string {
  return files.map((file) => (file === '-' ? 'standard input' : oneLine(file))).join(', ');
}

/**
 * The records of a log, as they are read, in batches that may be empty; `-` is standard input.
 * @param shows whether progress may be drawn: not where the records are printed meanwhile
 * @throws CliError where it cannot be read
 */
export async function* readLog(
  path: string,
  io: CliIo,
  shows = true,
): AsyncGenerator<readonly LogRecord[]> {
  const decoder = new LogDecoder();
  const chunks = path === '-' ? io.stdin : fileChunks(path, io, shows);
  try {
    for await (const chunk of chunks) yield decoder.push(chunk as Buffer);
  } catch (error) {
    if (io.interrupted.aborted) throw error;
    throw new CliError(`${oneLine(path)} cannot be read: ${reason(error)}.`);
  }
  yield decoder.end();
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission denied (logs of auditd are root’s: try sudo)',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
};

/** Why a file cannot be read, in words to go on with. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  const name = errno < 0 ? getSystemErrorName(errno) : '';
  return REASONS[name] ?? (name || oneLine(error.message));
}
