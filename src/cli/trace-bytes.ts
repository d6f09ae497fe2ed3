import { oneLine } from '../core/text/untrusted';
import { fileChunks } from './file-chunks';
import { reason } from './inputs';
import { CliError, type CliIo } from './output';

/**
 * Hands on a file's bytes; `-` is standard input. A chunk is valid until `take` returns.
 * @throws CliError where the file cannot be read
 */
export async function readBytes(
  path: string,
  io: CliIo,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  const chunks = path === '-' ? io.stdin : fileChunks(path, io);
  try {
    for await (const chunk of chunks) take(chunk as Buffer);
  } catch (error) {
    if (io.interrupted.aborted) throw error;
    throw new CliError(`${oneLine(path)} cannot be read: ${reason(error)}.`);
  }
}
