import { readAuditFields } from './audit-fields';
import { nextHeader } from './audit-header';
import type { RecordField, RefusalRecord } from './record';

/** A record that was decoded from a whole line, and its text where others like it have the same. */
export interface RecordKind {
  readonly record: RefusalRecord;
  /** From behind the process id to the address's digits, and from behind those on. */
  readonly body: string;
  readonly tail: string;
}

/**
 * Takes a record that is like an earlier one.
 * @param kind its number
 * @param before its text up to the time, and `after` from behind the serial to the process id
 * @param seconds the time's, and the milliseconds
 * @param ipHigh the address's upper 32 bits, signed, and the lower
 */
export type Repeat = (
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
) => void;

/** `line`, `seconds` and so on, as the constructor takes them. */
type Numbers = readonly [number, number, number, number, number, number, number];

/** In how many numbers a record that is like another differs from it. */
export const REPEATED_NUMBERS = 7;

/**
 * A record that is like one that was decoded from a whole line, kept as the numbers in which it
 * differs. Its text is made of them when it is asked for, which is seldom.
 */
export class RepeatedRefusal implements RefusalRecord {
  /** Takes what `Repeat` does. */
  constructor(
    readonly texts: RecordKind,
    readonly before: string,
    readonly after: string,
    readonly line: number,
    readonly seconds: number,
    readonly milliseconds: number,
    readonly serial: number,
    readonly pid: number,
    readonly ipHigh: number,
    readonly ipLow: number,
  ) {}

  get like(): RefusalRecord {
    return this.texts.record;
  }
  get kind(): 'refusal' {
    return this.like.kind;
  }
  get source(): RefusalRecord['source'] {
    return this.like.source;
  }
  get transport(): RefusalRecord['transport'] {
    return this.like.transport;
  }
  get arch(): RefusalRecord['arch'] {
    return this.like.arch;
  }
  get auditArch(): number | null {
    return this.like.auditArch;
  }
  get number(): number | null {
    return this.like.number;
  }
  get code(): number | null {
    return this.like.code;
  }
  get action(): RefusalRecord['action'] {
    return this.like.action;
  }
  get signal(): number | null {
    return this.like.signal;
  }
  get comm(): string | null {
    return this.like.comm;
  }
  get exe(): string | null {
    return this.like.exe;
  }
  get request(): number | null {
    return this.like.request;
  }
  get clock(): number | null {
    return this.like.clock ?? null;
  }

  get time(): number {
    return this.seconds * 1000 + this.milliseconds;
  }

  get ip(): string {
    return `0x${this.#digits}`;
  }

  get raw(): string {
    const { before, after, seconds, milliseconds, serial, pid, texts } = this;
    const stamp = `${seconds}.${String(milliseconds).padStart(3, '0')}:${serial}`;
    return `${before}${stamp}${after}${pid}${texts.body}${this.#digits}${texts.tail}`;
  }

  get fields(): readonly RecordField[] {
    const { line, raw } = this;
    const header = nextHeader({ number: line, text: raw }, 0);
    return header === null ? [] : readAuditFields(raw, header.begin);
  }

  /** Whether it differs from `other` in its numbers alone. */
  hasTextsOf(other: object): boolean {
    const { texts, before, after }: Partial<RepeatedRefusal> = other;
    return texts === this.texts && before === this.before && after === this.after;
  }

  /** Writes its `REPEATED_NUMBERS` numbers. */
  write(numbers: Float64Array, at: number): void {
    const { line, seconds, milliseconds, serial, pid, ipHigh, ipLow } = this;
    numbers.set([line, seconds, milliseconds, serial, pid, ipHigh, ipLow], at);
  }

  /** The record with these texts whose numbers were written there. */
  withNumbers(numbers: Float64Array, at: number): RepeatedRefusal {
    const { texts, before, after } = this;
    const [...own] = numbers.subarray(at, at + REPEATED_NUMBERS);
    return new RepeatedRefusal(texts, before, after, ...(own as unknown as Numbers));
  }

  get #digits(): string {
    const low = (this.ipLow >>> 0).toString(16);
    if (this.ipHigh === 0) return low;
    return (this.ipHigh >>> 0).toString(16) + low.padStart(8, '0');
  }
}
