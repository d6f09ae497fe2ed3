import { AuditRefusal } from './audit-refusal';
import { LogDecoder } from './decode';
import type { LogRecord } from './record';
import { RepeatedRefusal, type RecordKind } from './repeated-refusal';

/** The columns of a row; the others are in the order in which `Repeat` takes them. */
const KIND = 0;
/** How many of the batch's other records come before it. */
const OTHERS = 1;
/** Where in `texts` its two stand. */
const TEXTS = 2;
const LINE = 3;
const SECONDS = 4;
const MILLISECONDS = 5;
const SERIAL = 6;
const PID = 7;
const IP_HIGH = 8;
const IP_LOW = 9;
const COLUMNS = 10;

/** No line that a row is made of is so short: it has a header, a process id and an address. */
const SHORTEST_LINE = 32;

/**
 * The records of a part of a stream, as they are handed from one thread to another: nearly all of a
 * busy log's are rows of numbers, which both threads see, and of no cost to either.
 */
export interface RecordBatch {
  /** The kinds that come up for the first time; rows count them over all batches of the stream. */
  readonly kinds: readonly RecordKind[];
  /** By turns what stands before the time and what behind the serial. */
  readonly texts: readonly string[];
  /** How many rows there are, one a record that is like another. */
  readonly count: number;
  /** The records that are like none. */
  readonly others: readonly LogRecord[];
}

/** How many numbers there is to be room for, that the records of a chunk fit. */
export function roomFor(chunk: number): number {
  return Math.ceil(chunk / SHORTEST_LINE) * COLUMNS;
}

/** Decodes one stream, as `LogDecoder` does, into batches. */
export class BatchDecoder {
  readonly #decoder = new LogDecoder(1, (...it) => {
    this.#add(...it);
  });
  /** How many of the decoder's kinds were given. */
  #kinds = 0;
  #texts: string[] = [];
  #before: string | null = null;
  #after: string | null = null;
  #rows: Float64Array = new Float64Array();
  #count = 0;

  /** @param rows takes as many numbers as `roomFor` says */
  push(chunk: Uint8Array, rows: Float64Array): RecordBatch {
    this.#rows = rows;
    return this.#batch(this.#decoder.push(chunk));
  }

  end(rows: Float64Array): RecordBatch {
    this.#rows = rows;
    return this.#batch(this.#decoder.end());
  }

  #batch(others: readonly LogRecord[]): RecordBatch {
    const kinds = this.#decoder.kinds.slice(this.#kinds);
    const batch = { kinds, texts: this.#texts, count: this.#count, others };
    this.#kinds += kinds.length;
    this.#texts = [];
    this.#before = this.#after = null;
    this.#count = 0;
    return batch;
  }

  #add(
    kind: number,
    before: string,
    after: string,
    line: number,
    seconds: number,
    milliseconds: number,
    serial: number,
    pid: number,
    ipHigh: number,
    ipLow: number,
  ): void {
    if (before !== this.#before || after !== this.#after) {
      this.#texts.push(before, after);
      this.#before = before;
      this.#after = after;
    }
    const rows = this.#rows;
    const at = COLUMNS * this.#count++;
    if (at + COLUMNS > rows.length) throw new RangeError('There is no room for a chunk’s records.');
    rows[at + KIND] = kind;
    rows[at + OTHERS] = this.#decoder.found;
    rows[at + TEXTS] = this.#texts.length - 2;
    rows[at + LINE] = line;
    rows[at + SECONDS] = seconds;
    rows[at + MILLISECONDS] = milliseconds;
    rows[at + SERIAL] = serial;
    rows[at + PID] = pid;
    rows[at + IP_HIGH] = ipHigh;
    rows[at + IP_LOW] = ipLow;
  }
}

/** Makes the records of one stream's batches, which may be structured clones. */
export class BatchReader {
  readonly #kinds: RecordKind[] = [];

  /** @param rows those that the batch was made with; they are not needed afterwards */
  read({ kinds, texts, count, others }: RecordBatch, rows: Float64Array): LogRecord[] {
    for (const kind of kinds)
      this.#kinds.push({ ...kind, record: AuditRefusal.again(kind.record) });
    const records: LogRecord[] = [];
    let given = 0;
    for (let at = 0; at < count * COLUMNS; at += COLUMNS) {
      for (const before = numberAt(rows, at + OTHERS); given < before; given++) {
        records.push(...others.slice(given, given + 1).map(again));
      }
      const kind = this.#kinds[numberAt(rows, at + KIND)];
      if (kind === undefined) throw new RangeError('A batch is missing.');
      const text = numberAt(rows, at + TEXTS);
      records.push(
        new RepeatedRefusal(
          kind,
          texts[text] ?? '',
          texts[text + 1] ?? '',
          numberAt(rows, at + LINE),
          numberAt(rows, at + SECONDS),
          numberAt(rows, at + MILLISECONDS),
          numberAt(rows, at + SERIAL),
          numberAt(rows, at + PID),
          numberAt(rows, at + IP_HIGH),
          numberAt(rows, at + IP_LOW),
        ),
      );
    }
    records.push(...others.slice(given).map(again));
    return records;
  }
}

/** The record as it was before it was cloned. */
function again(record: LogRecord): LogRecord {
  return record.kind === 'refusal' && record.source === 'audit'
    ? AuditRefusal.again(record)
    : record;
}

/** A number that is there; the zero only satisfies the type. */
function numberAt(rows: Float64Array, at: number): number {
  return rows[at] ?? 0;
}
