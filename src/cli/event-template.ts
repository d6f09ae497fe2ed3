import type { RepeatedRefusal } from '../core/records/repeated-refusal';
import type { ByteBlock } from './byte-block';

/** What differs between records that are alike. */
export type Field =
  'line' | 'time' | 'pid' | 'ip' | 'before' | 'seconds' | 'milliseconds' | 'serial' | 'after';

/** Where in a line a field stands, in bytes. */
export interface Place {
  readonly field: Field;
  readonly at: number;
  readonly length: number;
}

/**
 * The last line of records that are alike. Mostly the next one's numbers have as many digits: then it
 * is the same line with other digits.
 */
export class EventTemplate {
  readonly #places: readonly Place[];

  /** @param record the one that the line is of */
  constructor(
    private readonly line: Uint8Array,
    places: readonly Place[],
    private readonly record: RepeatedRefusal,
  ) {
    this.#places = places.filter(({ field }) => field !== 'before' && field !== 'after');
  }

  /**
   * Writes a record's line.
   * @param second its time as in ISO 8601, up to the fraction's digits
   * @returns false where it is another line; nothing was written then
   */
  write(block: ByteBlock, record: RepeatedRefusal, second: Uint8Array): boolean {
    if (record.before !== this.record.before || record.after !== this.record.after) return false;
    const start = block.length;
    block.bytes(this.line);
    for (const { field, at, length } of this.#places) {
      if (fill(block, start + at, length, field, record, second)) continue;
      block.cut(start);
      return false;
    }
    return true;
  }
}

function fill(
  block: ByteBlock,
  at: number,
  length: number,
  field: Field,
  record: RepeatedRefusal,
  second: Uint8Array,
): boolean {
  switch (field) {
    case 'line':
      return block.setDecimal(at, length, record.line);
    case 'time':
      if (length !== second.length + '000Z'.length) return false;
      block.setBytes(at, second);
      return block.setDecimal(at + second.length, 3, record.milliseconds, true);
    case 'pid':
      return block.setDecimal(at, length, record.pid);
    case 'ip':
      return block.setHex(at, length, record.ipHigh, record.ipLow);
    case 'seconds':
      return block.setDecimal(at, length, record.seconds);
    case 'milliseconds':
      return block.setDecimal(at, 3, record.milliseconds, true);
    case 'serial':
      return block.setDecimal(at, length, record.serial);
    case 'before':
    case 'after':
      return true;
  }
}
