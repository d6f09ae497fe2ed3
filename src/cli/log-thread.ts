import { readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { BatchDecoder } from '../core/records/record-batch';
import { CHUNK, type LogThreadData, type ReadBatch } from './log-thread-data';

/**
 * Reads and decodes the log for another thread, always some batches ahead of it. Nothing comes in but
 * the number of batches that are done with, so nothing here has to wait for the event loop.
 */
function run({ fd, done, rows }: LogThreadData): void {
  const decoder = new BatchDecoder();
  const chunk = Buffer.allocUnsafeSlow(CHUNK);
  let position = 0;
  for (let nth = 0; ; nth++) {
    const free = rows[nth % rows.length];
    if (free === undefined) throw new RangeError('There are no rows.');
    for (let known = Atomics.load(done, 0); nth - known >= rows.length;) {
      Atomics.wait(done, 0, known);
      known = Atomics.load(done, 0);
    }
    const bytes = readSync(fd, chunk, 0, CHUNK, position);
    position += bytes;
    const batch = bytes === 0 ? decoder.end(free) : decoder.push(chunk.subarray(0, bytes), free);
    parentPort?.postMessage({ batch, bytes } satisfies ReadBatch);
    if (bytes === 0) return;
  }
}

run(workerData as LogThreadData);
