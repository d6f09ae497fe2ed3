import type { RecordBatch } from '../core/records/record-batch';

/** Bytes that are decoded at a time. */
export const CHUNK = 1024 * 1024;

/** What the thread that reads a log is started with. */
export interface LogThreadData {
  /** The log, open for reading, of which nothing else moves the end or closes it. */
  readonly fd: number;
  /** How many batches have been taken, in memory that both threads see. */
  readonly done: Int32Array<SharedArrayBuffer>;
  /** By turns for one batch each, in such memory too. */
  readonly rows: readonly Float64Array<SharedArrayBuffer>[];
}

/** What it tells. */
export interface ReadBatch {
  readonly batch: RecordBatch;
  /** How many it was made of; 0 at the log's end. */
  readonly bytes: number;
}
