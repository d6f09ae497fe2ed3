import { BytePattern, Skeleton } from './byte-pattern';
import { readLineShape, type LineShape } from './line-shape';
import { ModelTable } from './model-table';
import type { RefusalRecord } from './record';
import type { RecordKind, Repeat } from './repeated-refusal';

/** What is remembered of one stream, so that hostile lines cannot make it grow: later ones are read
 * as any other line. */
const HEADS_KEPT = 16;
const MODELS_KEPT = 1 << 15;

const DOT = 0x2e;
const DIGIT = 0x30;
const COLON = 0x3a;
const SPACE = 0x20;
const X = 0x78;

/** `x` in each byte, and `ip=0`, as words of the little end first. */
const XXXX = 0x78787878;
const IP_0 = 0x303d7069;

/** How many digits a time has now, and how long `.%03lu:` is. */
const TIME_DIGITS = 10;
const STAMP_MIDDLE = 5;
/** Shorter ones are read as text. */
const LEAST_BODY = 8;

/** How many bytes of a body are hashed at a time. */
const STEP = 8;

/** How many hex digits make 32 bits. */
const HEX_DIGITS = 8;
/** By byte. */
const HEX_VALUES = Int8Array.from({ length: 256 }, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte)),
);

/** What stands before the process id: up to the time, and from behind the serial. */
interface Head {
  readonly number: number;
  readonly before: Skeleton;
  readonly after: Skeleton;
}

/**
 * Reads audit records from their bytes, without making text of them, where a record of the stream has
 * been read that differs from them only in decimal numbers before `pid=`, the process id and the
 * address. Nearly all records of a busy log are of this kind; every other line is for the decoders.
 *
 * A line is recognised by being the same as one that was decoded, byte for byte, but for digits whose
 * meaning is known; so nothing that stands in a log can make this say anything that the decoders
 * would not. Of the numbers that are kept only those are taken that are written in one way: none with
 * a zero in front.
 */
export class RepeatedRecords {
  readonly #heads: Head[] = [];
  /** The texts behind the address, with the line's end. */
  readonly #tails: BytePattern[] = [];
  readonly #tailNumbers = new Map<string, number>();
  readonly #models = new ModelTable();
  /** By the number of their model. */
  readonly #kinds: RecordKind[] = [];
  /** The longest body of a model. */
  #longest = 0;
  #bytes: Uint8Array | null = null;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** The head of the last line. */
  #head: Head | null = null;
  /** The number of the kind that `match` has found. */
  #kind = 0;
  /** The first digits of the last time, and what they say: those of the next are mostly the same. */
  #digits = NaN;
  #decades = 0;
  #seconds = 0;
  #milliseconds = 0;
  #serial = 0;
  #pid = 0;
  #ipHigh = 0;
  #ipLow = 0;
  /** What was read last: a number, and a body's hash. */
  #number = 0;
  #hash = 0;

  /**
   * Whether a record of a known kind stands in the line at `start`: where the next line begins, or -1.
   * @param bytes of whole lines; they may change only where another object is given for them
   */
  match(bytes: Uint8Array, start: number): number {
    const last = this.#head;
    if (last === null) return -1;
    if (bytes !== this.#bytes) {
      this.#bytes = bytes;
      this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    }
    const view = this.#view;
    let body = this.#readHead(last, view, start);
    if (body === -1) body = this.#findHead(view, start);
    const address = body === -1 ? -1 : this.#readBody(view, body);
    if (address === -1) return -1;
    const head = this.#head?.number ?? 0;
    const hash = this.#hash;
    const models = this.#models;
    let row = models.find(hash, models.first(hash), head, view, body, address);
    if (row === -1) return -1;
    const tail = this.#readAddress(view, address);
    if (tail === -1) return -1;
    for (; row !== -1; row = models.find(hash, models.after(row), head, view, body, address)) {
      const pattern = this.#tails[models.tailOf(row)];
      if (!pattern?.standsAt(view, tail)) continue;
      this.#kind = models.numberOf(row);
      return tail + pattern.length;
    }
    return -1;
  }

  /** By their numbers, as `give` tells them. */
  get kinds(): readonly RecordKind[] {
    return this.#kinds;
  }

  /** Gives the record that was matched last. @param line its number */
  give(line: number, repeat: Repeat): void {
    const head = this.#head;
    if (head === null) throw new RangeError('No record was matched.');
    repeat(
      ...([this.#kind, head.before.text, head.after.text, line] as const),
      ...([this.#seconds, this.#milliseconds, this.#serial, this.#pid] as const),
      ...([this.#ipHigh, this.#ipLow] as const),
    );
  }

  /** Remembers a record that was decoded from the whole of `text`, and from nothing else. */
  learn(text: string, record: RefusalRecord): void {
    if (this.#kinds.length === MODELS_KEPT) return;
    const shape = readLineShape(text, record);
    const head = shape === null ? null : this.#headOf(shape);
    if (shape === null || head === null) return;
    const body = text.slice(shape.pidEnd, shape.addressStart);
    const tail = text.slice(shape.addressEnd);
    this.#longest = Math.max(this.#longest, body.length);
    // The address must be the one at which the body is found to end.
    const found = encode(text.slice(shape.pidEnd) + '\n'.repeat(STEP));
    if (this.#readBody(new DataView(found.buffer), 0) !== body.length) return;
    const bytes = found.subarray(0, body.length);
    if (body.length < LEAST_BODY || this.#isKnown(head, bytes, tail)) return;
    const parts = { head: head.number, body: bytes, tail: this.#tailOf(tail) };
    this.#models.add(this.#hash, parts);
    this.#kinds.push({ record, body, tail });
    this.#head = head;
  }

  /** Whether it was learnt: a line that was cut by a chunk's end is read as text again. */
  #isKnown(head: Head, body: Uint8Array, tail: string): boolean {
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const hash = this.#hash;
    const models = this.#models;
    let row = models.first(hash);
    for (;;) {
      row = models.find(hash, row, head.number, view, 0, body.length);
      if (row === -1) return false;
      if (this.#kinds[models.numberOf(row)]?.tail === tail) return true;
      row = models.after(row);
    }
  }

  #tailOf(text: string): number {
    const known = this.#tailNumbers.get(text);
    if (known !== undefined) return known;
    this.#tailNumbers.set(text, this.#tails.length);
    return this.#tails.push(new BytePattern(encode(`${text}\n`), true)) - 1;
  }

  #headOf({ before, after }: LineShape): Head | null {
    const known = this.#heads.find(
      (head) =>
        Buffer.compare(head.before.bytes, before) === 0 &&
        Buffer.compare(head.after.bytes, after) === 0,
    );
    if (known !== undefined) return known;
    if (this.#heads.length === HEADS_KEPT) return null;
    const number = this.#heads.length;
    const head = { number, before: new Skeleton(before), after: new Skeleton(after) };
    this.#heads.push(head);
    return head;
  }

  #findHead(view: DataView, start: number): number {
    for (const head of this.#heads) {
      const body = this.#readHead(head, view, start);
      if (body === -1) continue;
      this.#head = head;
      return body;
    }
    return -1;
  }

  /** Where the process id ends, or -1. */
  #readHead(head: Head, view: DataView, start: number): number {
    let at = head.before.end(view, start);
    if (at === -1) return -1;
    // linux/audit.h's `%llu.%03lu:%u`, in the lengths that the decoders take.
    at = this.#readSeconds(view, at);
    if (at === -1 || !this.#readMilliseconds(view, at)) return -1;
    at = this.#readNumber(view, at + STAMP_MIDDLE, 10);
    if (at === -1) return -1;
    this.#serial = this.#number;
    at = head.after.end(view, at);
    if (at === -1) return -1;
    at = this.#readNumber(view, at, 10);
    this.#pid = this.#number;
    return at;
  }

  /** Where the digits end, or -1. */
  #readSeconds(view: DataView, at: number): number {
    if (at + TIME_DIGITS < view.byteLength && view.getFloat64(at, true) === this.#digits) {
      const tens = view.getUint8(at + 8) - DIGIT;
      const ones = view.getUint8(at + 9) - DIGIT;
      if (tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && view.getUint8(at + 10) === DOT) {
        this.#seconds = this.#decades + 10 * tens + ones;
        return at + TIME_DIGITS;
      }
    }
    const end = this.#readNumber(view, at, 11);
    this.#seconds = this.#number;
    if (end === at + TIME_DIGITS) {
      this.#digits = view.getFloat64(at, true);
      this.#decades = this.#number - (this.#number % 100);
    }
    return end;
  }

  /** Whether `.%03lu:` stands there. */
  #readMilliseconds(view: DataView, at: number): boolean {
    if (at + STAMP_MIDDLE > view.byteLength || view.getUint8(at) !== DOT) return false;
    let value = 0;
    for (let nth = 1; nth <= 3; nth++) {
      const digit = view.getUint8(at + nth) - DIGIT;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    this.#milliseconds = value;
    return view.getUint8(at + 4) === COLON;
  }

  /** Where the decimal number of at most `most` digits ends, or -1 where none stands there. */
  #readNumber(view: DataView, from: number, most: number): number {
    let value = 0;
    let at = from;
    for (; at < view.byteLength; at++) {
      const digit = view.getUint8(at) - DIGIT;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#number = value;
    if (at === from || at > from + most) return -1;
    return view.getUint8(from) === DIGIT && at > from + 1 ? -1 : at;
  }

  /**
   * Where the digits of the first ` ip=0x` behind `from` begin, or -1 where it is further away than
   * in any model. Makes the hash of what stands before them.
   */
  #readBody(view: DataView, from: number): number {
    const stop = Math.min(view.byteLength - STEP, from + this.#longest);
    let hash = 0x811c9dc5;
    for (let at = from; at <= stop; at += STEP) {
      const low = view.getInt32(at, true);
      const high = view.getInt32(at + 4, true);
      if ((xsOf(low) | xsOf(high)) !== 0) {
        const end = addressIn(view, from, at);
        if (end !== -1) {
          const length = end - at;
          this.#hash = mixed(hash, low & firstBytes(length), high & firstBytes(length - 4));
          return end;
        }
      }
      hash = mixed(hash, low, high);
    }
    return -1;
  }

  /** Where the hex digits that begin there end, or -1 where they are no address as the kernel prints it. */
  #readAddress(view: DataView, from: number): number {
    const first = this.#readHex(view, from);
    const upper = this.#number;
    const end = first === from + HEX_DIGITS ? this.#readHex(view, first) : first;
    const lower = end === first ? 0 : this.#number;
    // The upper digits were read as if none followed.
    const more = 4 * (end - first);
    this.#ipHigh = more === 0 ? 0 : more === 32 ? upper : upper >>> (32 - more);
    this.#ipLow = more === 0 ? upper : more === 32 ? lower : (upper << more) | lower;
    if (end === from || (end < view.byteLength && hexDigit(view.getUint8(end)) !== -1)) return -1;
    return view.getUint8(from) === DIGIT && end > from + 1 ? -1 : end;
  }

  /** Where so many hex digits end as make 32 bits at most. */
  #readHex(view: DataView, from: number): number {
    const stop = Math.min(view.byteLength, from + HEX_DIGITS);
    let value = 0;
    let at = from;
    for (; at < stop; at++) {
      const digit = hexDigit(view.getUint8(at));
      if (digit === -1) break;
      value = (value << 4) | digit;
    }
    this.#number = value;
    return at;
  }
}

/** Not zero where one of the word's bytes is an x. */
function xsOf(word: number): number {
  const x = word ^ XXXX;
  return (x - 0x01010101) & ~x & 0x80808080;
}

/** The mask of a word's first bytes. */
function firstBytes(count: number): number {
  if (count <= 0) return 0;
  return count >= 4 ? -1 : (1 << (8 * count)) - 1;
}

/** Waits for one multiplication for two words. */
function mixed(hash: number, low: number, high: number): number {
  return (Math.imul(hash ^ low, 0x01000193) + Math.imul(high, 0x9e3779b1)) | 0;
}

/** Behind the first ` ip=0x` that stands behind `from` and ends in the words at `at`; -1 for none. */
function addressIn(view: DataView, from: number, at: number): number {
  for (let x = Math.max(at, from + 5); x < at + STEP; x++) {
    if (view.getUint8(x) !== X || view.getInt32(x - 4, true) !== IP_0) continue;
    if (view.getUint8(x - 5) === SPACE) return x + 1;
  }
  return -1;
}

/** The digit's value; -1 for what is none of a lower-case address. */
function hexDigit(byte: number): number {
  return HEX_VALUES[byte] ?? -1;
}

function encode(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
