import { open } from 'node:fs/promises';
import type { CliIo } from './output';
import { Progress } from './progress';

/** Large reads, since a log is read faster than the event loop turns. */
const CHUNK = 1024 * 1024;

/**
 * The bytes of a file in chunks, each valid until the next is asked for; while one is in use the next
 * is read.
 * @param shows whether progress may be drawn: not where results are printed meanwhile
 * @throws what `open` and `read` do
 */
export async function* fileChunks(path: string, io: CliIo, shows = true): AsyncGenerator<Buffer> {
  const file = await open(path);
  const shown = shows ? io : { err: io.err, progress: false };
  const progress = new Progress(path, (await file.stat()).size, shown);
  let buffer = Buffer.allocUnsafeSlow(CHUNK);
  let spare = Buffer.allocUnsafeSlow(CHUNK);
  let next = file.read(buffer, 0, CHUNK);
  try {
    for (;;) {
      const { bytesRead } = await next;
      io.interrupted.throwIfAborted();
      if (bytesRead === 0) return;
      next = file.read(spare, 0, CHUNK);
      // It is told when it is waited for, which may be long after: whoever reads the output is slow.
      next.catch(() => undefined);
      yield buffer.subarray(0, bytesRead);
      progress.advance(bytesRead);
      [buffer, spare] = [spare, buffer];
    }
  } finally {
    progress.end();
    // A read under way would be of a closed file.
    await next.catch(() => undefined);
    await file.close();
  }
}
