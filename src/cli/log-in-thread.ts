import { on } from 'node:events';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LogDecoder } from '../core/records/decode';
import type { LogRecord } from '../core/records/record';
import { BatchReader, roomFor } from '../core/records/record-batch';
import { CHUNK, type LogThreadData, type ReadBatch } from './log-thread-data';
import type { CliIo } from './output';
import { Progress } from './progress';

/** What is shorter is decoded as soon without a thread, which takes time to start and to warm up. */
const LEAST = 64 * 1024 * 1024;
/** How much of a log is looked at, and how far apart records may stand there. */
const SAMPLE = 16 * 1024;
const BYTES_A_RECORD = 4096;
/** How many batches the thread may be ahead: what comes first takes longer than what follows. */
const AHEAD = 8;
/** Its records are rows of numbers, so that its garbage is little. */
const YOUNG_MEGABYTES = 4;

/**
 * Opens a log that is so long that a second thread saves time, and so full of audit records by which
 * others are recognised: those that are read as text are handed over at a higher price than is saved.
 * @returns null for any other, and for what cannot be read
 */
export async function openDenseLog(path: string): Promise<FileHandle | null> {
  // A pipe is not even opened: that can be done once.
  const about = await stat(path).catch(() => null);
  if (about === null || !about.isFile() || about.size < LEAST) return null;
  const file = await open(path).catch(() => null);
  if (file === null || (await isDense(file).catch(() => false))) return file;
  await file.close();
  return null;
}

async function isDense(file: FileHandle): Promise<boolean> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE), 0, SAMPLE, 0);
  let like = 0;
  const decoder = new LogDecoder(1, () => like++);
  decoder.push(buffer.subarray(0, bytesRead));
  return (decoder.kinds.length + like) * BYTES_A_RECORD >= bytesRead;
}

/**
 * The records of a log that another thread reads and recognises while this one joins them.
 * @param file is closed at the end
 * @throws what reading does, and Error where the thread ends early
 */
export async function* logInThread(
  file: FileHandle,
  path: string,
  io: CliIo,
): AsyncGenerator<readonly LogRecord[]> {
  const rows = Array.from(
    { length: AHEAD },
    () => new Float64Array(new SharedArrayBuffer(roomFor(CHUNK) * Float64Array.BYTES_PER_ELEMENT)),
  );
  const done = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const data: LogThreadData = { fd: file.fd, done, rows };
  const progress = new Progress(path, (await file.stat()).size, io);
  let worker: Worker | null = null;
  try {
    worker = new Worker(join(__dirname, 'log-thread.js'), {
      workerData: data,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    const reader = new BatchReader();
    let next = 0;
    // Rejects with what ends the thread.
    for await (const [message] of on(worker, 'message', {
      signal: io.interrupted,
      close: ['exit'],
    })) {
      io.interrupted.throwIfAborted();
      const { batch, bytes } = message as ReadBatch;
      yield reader.read(batch, rows[next % AHEAD] ?? new Float64Array());
      next++;
      if (bytes === 0) return;
      progress.advance(bytes);
      Atomics.store(done, 0, next);
      Atomics.notify(done, 0);
    }
    throw new Error('the thread that reads it has ended');
  } finally {
    progress.end();
    await worker?.terminate();
    await file.close();
  }
}
