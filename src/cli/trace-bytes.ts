import { open } from 'node:fs/promises';
import { oneLine } from '../core/text/untrusted';
import { reason } from './inputs';
import { CliError, type CliIo } from './output';
import { Progress } from './progress';

/** Large reads, since a trace is read faster than the event loop turns. */
const CHUNK = 1024 * 1024;

/**
 * Hands on a file's bytes; `-` is standard input. A chunk is valid until `take` returns. While one is
 * taken the next is read.
 * @throws CliError where the file cannot be read
 */
export async function readBytes(
  path: string,
  io: CliIo,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  try {
    if (path !== '-') await readFile(path, io, take);
    else for await (const chunk of io.stdin) take(chunk as Buffer);
  } catch (error) {
    if (io.interrupted.aborted) throw error;
    throw new CliError(`${oneLine(path)} cannot be read: ${reason(error)}.`);
  }
}

async function readFile(path: string, io: CliIo, take: (chunk: Uint8Array) => void): Promise<void> {
  const file = await open(path);
  const progress = new Progress(path, (await file.stat()).size, io);
  try {
    let buffer = Buffer.allocUnsafeSlow(CHUNK);
    let spare = Buffer.allocUnsafeSlow(CHUNK);
    let read = await file.read(buffer, 0, CHUNK);
    while (read.bytesRead > 0) {
      io.interrupted.throwIfAborted();
      const next = file.read(spare, 0, CHUNK);
      take(buffer.subarray(0, read.bytesRead));
      progress.advance(read.bytesRead);
      read = await next;
      [buffer, spare] = [spare, buffer];
    }
  } finally {
    progress.end();
    await file.close();
  }
}
