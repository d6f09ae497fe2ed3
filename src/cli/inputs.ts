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
 * The records of a log, as they are read, in batches that may be empty; `-` is standard input. When
 * the first batch is there the log can be read, and little more than that is done.
 * @param gathers whether nothing is printed meanwhile: then progress may be drawn, and a second thread
 * fits the memory that a command is to take
 * @throws CliError where it cannot be read
 */
export async function* readLog(
  path: string,
  io: CliIo,
  gathers = true,
): AsyncGenerator<readonly LogRecord[]> {
  const { logInThread, openDenseLog } = await import('./log-in-thread');
  const dense = gathers && path !== '-' ? await openDenseLog(path) : null;
  if (dense !== null) {
    // The thread starts when its log's turn comes, so that there is one at a time.
    yield [];
    let begun = false;
    try {
      for await (const records of logInThread(dense, path, io)) {
        begun = true;
        yield records;
      }
      return;
    } catch (error) {
      // Where no thread can be had it takes longer.
      if (begun || io.interrupted.aborted) throw unreadable(path, io, error);
    }
  }
  const decoder = new LogDecoder();
  const chunks = path === '-' ? io.stdin : fileChunks(path, io, gathers);
  try {
    for await (const chunk of chunks) yield decoder.push(chunk as Buffer);
  } catch (error) {
    throw unreadable(path, io, error);
  }
  yield decoder.end();
}

function unreadable(path: string, io: CliIo, error: unknown): unknown {
  if (io.interrupted.aborted) return error;
  return new CliError(`${oneLine(path)} cannot be read: ${reason(error)}.`);
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
