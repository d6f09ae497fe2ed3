import { AuditDecoder } from './audit-record';
import { BrokenRecords, isUnfinished } from './broken-record';
import { elided } from './elisions';
import { createDecoders } from './forms';
import { ExportedEntries } from './journal-export';
import { JSON_NEEDLES, messageLines } from './json-line';
import { LineCutter } from './line-cutter';
import type { Line, LineDecoder } from './line-decoder';
import { NeedleFinder } from './needles';
import { EarlyRecords } from './early-records';
import type { LogRecord, RefusalRecord } from './record';
import { RepeatedRecords } from './repeated-record';
import { RepeatedRefusal, type RecordKind, type Repeat } from './repeated-refusal';

/**
 * Decodes one stream: a file, a terminal command's output, a pasted text. Records come out in the
 * order of their lines. Nothing that stands in the stream makes it throw.
 */
export class LogDecoder {
  readonly #decoders: readonly LineDecoder[] = createDecoders();
  readonly #cutter: LineCutter;
  readonly #exported = new ExportedEntries();
  readonly #broken = new BrokenRecords();
  /** The last line held an audit record. */
  #afterRecord = false;
  /** All lines before this one were said to have passed. */
  #settled = 0;
  #found: LogRecord[] = [];
  /** A high surrogate that ended the last string, waiting for its other half. */
  #half = '';
  readonly #early = new EarlyRecords();
  readonly #repeated = new RepeatedRecords();
  /** See `#waits`. */
  #waiting = false;
  /** One of these stands on every line that another decoder than that of audit records knows. */
  readonly #otherNeedles: readonly string[];
  readonly #repeat: Repeat;

  /**
   * @param first the number of the stream's first line
   * @param repeat takes the records that are like earlier ones, which are then not among those given
   */
  constructor(first = 1, repeat: Repeat | null = null) {
    this.#repeat =
      repeat ??
      ((number, ...it) => {
        const kind = this.kinds[number];
        if (kind === undefined) throw new RangeError('There is no such kind.');
        this.#found.push(new RepeatedRefusal(kind, ...it));
      });
    const needles = this.#decoders.flatMap((decoder) => decoder.needles);
    const finder = new NeedleFinder([
      ...new Set([...needles, ...JSON_NEEDLES, ...this.#exported.needles]),
    ]);
    this.#otherNeedles = this.#decoders.flatMap((decoder) =>
      decoder instanceof AuditDecoder ? [] : decoder.needles,
    );
    this.#cutter = new LineCutter(
      finder,
      {
        known: (bytes, start, number) => this.#known(bytes, start, number),
        take: (line) => this.#take(line),
      },
      first,
    );
  }

  /** What records that are like others are like, by the numbers that `repeat` is told. */
  get kinds(): readonly RecordKind[] {
    return this.#repeated.kinds;
  }

  /** How many records will be given of what was read of the chunk by now. */
  get found(): number {
    return this.#found.length;
  }

  /** The next chunk, cut anywhere. Gives the records that it completed. */
  push(chunk: Uint8Array | string): LogRecord[] {
    this.#cutter.push(typeof chunk === 'string' ? this.#encode(chunk) : chunk);
    const waiting = [this.#exported.waitsSince, this.#broken.waitsSince];
    this.#settle(Math.min(this.#cutter.next, ...waiting.filter((number) => number !== null)));
    this.#waiting = this.#waits();
    return this.#taken();
  }

  /** The stream has ended: gives the records that waited for more of it. */
  end(): LogRecord[] {
    if (this.#half !== '') this.#cutter.push(Buffer.from(this.#half));
    this.#half = '';
    this.#cutter.end();
    for (const entry of this.#exported.end()) this.#decode(entry);
    for (const line of this.#broken.end()) this.#decode(line);
    this.#settle(Infinity);
    return this.#taken();
  }

  /**
   * Nothing has come for a while: gives what waits for more of the stream, as it would be if no more
   * came. A record that later turns out to say more comes again, and then replaces the early one.
   */
  idle(): LogRecord[] {
    const { bytes, number } = this.#cutter.latest;
    const ahead = new LogDecoder(number);
    const records = [...ahead.push(bytes), ...ahead.end()];
    return this.#early.give(records, this.#cutter.next);
  }

  /** Whether the next line is wanted, whatever it holds. */
  #take(line: Line): boolean {
    for (const message of messageLines(line)) {
      for (const field of this.#exported.push(message)) {
        for (const whole of this.#broken.push(field)) this.#decode(whole);
      }
    }
    this.#waiting = this.#waits();
    const { waitsSince } = this.#broken;
    return waitsSince !== null || this.#exported.waitsSince !== null || this.#afterRecord;
  }

  /** Reads a line that is like an earlier one, where all that is known of the stream is that one. */
  #known(bytes: Buffer, start: number, number: number): number {
    const end = this.#waiting ? -1 : this.#repeated.match(bytes, start);
    if (end === -1) return -1;
    this.#repeated.give(number, this.#repeat);
    this.#afterRecord = true;
    return end;
  }

  /** Whether anything before the next line waits for it, or changes what it means. */
  #waits(): boolean {
    if (this.#broken.waitsSince !== null || this.#exported.inEntry) return true;
    return this.#someWait();
  }

  #decode(line: Line): void {
    this.#settle(line.number);
    const before = this.#found.length;
    for (const decoder of this.#decoders) {
      if (decoder.last && this.#found.length > before) continue;
      this.#found.push(...decoder.decode(line));
    }
    const missing = this.#found.length > before ? null : elided(line, this.#afterRecord);
    if (missing !== null) this.#found.push(missing);
    const last = this.#found.at(-1);
    this.#afterRecord = this.#found.length > before && isAuditRecord(last);
    if (this.#found.length === before + 1 && last?.kind === 'refusal') this.#learn(line, last);
  }

  #learn(line: Line, record: RefusalRecord): void {
    if (record.source !== 'audit' || line.printed !== undefined) return;
    // It may go on in the next line.
    if (isUnfinished(line.text)) return;
    if (this.#otherNeedles.some((needle) => line.text.includes(needle))) return;
    this.#repeated.learn(line.text, record);
  }

  /** Line by line while something waits, as if each had come alone: what is given first then is. */
  #settle(next: number): void {
    while (this.#settled < next - 1 && next !== Infinity && this.#someWait()) {
      this.#settled += 1;
      this.#settleAt(this.#settled);
    }
    this.#settled = next;
    this.#settleAt(next);
  }

  #settleAt(next: number): void {
    for (const decoder of this.#decoders) {
      if (decoder.settle) this.#found.push(...decoder.settle(next));
    }
  }

  #someWait(): boolean {
    return this.#decoders.some((decoder) => decoder.waits === true);
  }

  #taken(): LogRecord[] {
    const found = this.#found;
    this.#found = [];
    return this.#early.pass(found);
  }

  #encode(chunk: string): Uint8Array {
    const text = this.#half + chunk;
    const last = text.charCodeAt(text.length - 1);
    const cut = last >= 0xd800 && last <= 0xdbff;
    this.#half = cut ? text.slice(-1) : '';
    return Buffer.from(cut ? text.slice(0, -1) : text);
  }
}

function isAuditRecord(record: LogRecord | undefined): boolean {
  return record !== undefined && record.kind !== 'lost' && record.source === 'audit';
}

/** The records of a whole text. */
export function decodeText(text: string): LogRecord[] {
  const decoder = new LogDecoder();
  return [...decoder.push(text), ...decoder.end()];
}
