import { BytePattern, endOfDigits, Skeleton } from './byte-pattern';
import { readLineShape, type LineShape } from './line-shape';
import type { RefusalRecord } from './record';
import { RepeatedRefusal, type RecordText } from './repeated-refusal';

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

/** How many hex digits make 32 bits. */
const HEX_DIGITS = 8;
/** By byte. */
const HEX_VALUES = Int8Array.from({ length: 256 }, (_, byte) =>
  '0123456789abcdef'.indexOf(String.fromCharCode(byte)),
);

const NONE: readonly Model[] = [];

/** A record that was read as text, by which others are read that are like it. */
interface Model {
  readonly record: RefusalRecord;
  readonly head: Head;
  readonly texts: Pick<RecordText, 'body' | 'tail'>;
  readonly body: BytePattern;
  /** With the line's end. */
  readonly tail: BytePattern;
}

/** What stands before the process id: up to the time, and from behind the serial. */
interface Head {
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
  readonly #byBody = new Map<number, readonly Model[]>();
  #models = 0;
  /** The longest body of a model. */
  #longest = 0;
  #bytes: Uint8Array | null = null;
  #view: DataView = new DataView(new ArrayBuffer(0));

  /** The head of the last line. */
  #head: Head | null = null;
  /** What `match` has found. */
  #model: Model | null = null;
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
    const models = this.#byBody.get(this.#hash) ?? NONE;
    if (models.length === 0) return -1;
    const tail = this.#readAddress(view, address);
    if (tail === -1) return -1;
    for (const model of models) {
      if (model.head !== this.#head || model.body.length !== address - body) continue;
      if (!model.body.standsAt(view, body) || !model.tail.standsAt(view, tail)) continue;
      this.#model = model;
      return tail + model.tail.length;
    }
    return -1;
  }

  /** The record that was matched last. */
  record(line: number): RepeatedRefusal {
    const model = this.#model;
    if (model === null) throw new RangeError('No record was matched.');
    const { record, texts, head } = model;
    return new RepeatedRefusal(
      ...([record, texts, head.before.text, head.after.text, line] as const),
      ...([this.#seconds, this.#milliseconds, this.#serial, this.#pid] as const),
      ...([this.#ipHigh, this.#ipLow] as const),
    );
  }

  /** Remembers a record that was decoded from the whole of `text`, and from nothing else. */
  learn(text: string, record: RefusalRecord): void {
    if (this.#models === MODELS_KEPT) return;
    const shape = readLineShape(text, record);
    const head = shape === null ? null : this.#headOf(shape);
    if (shape === null || head === null) return;
    const body = text.slice(shape.pidEnd, shape.addressStart);
    const tail = text.slice(shape.addressEnd);
    this.#longest = Math.max(this.#longest, body.length);
    // The address must be the one at which the body is found to end.
    const found = encode(`${text.slice(shape.pidEnd)}\n\n\n\n`);
    if (this.#readBody(new DataView(found.buffer), 0) !== body.length) return;
    const same = this.#byBody.get(this.#hash) ?? NONE;
    // A line that was cut by a chunk's end is read as text again.
    if (same.some(({ head: its, texts }) => its === head && isSame(texts, body, tail))) return;
    const patterns = {
      body: new BytePattern(encode(body)),
      tail: new BytePattern(encode(`${tail}\n`), true),
    };
    this.#byBody.set(this.#hash, [...same, { record, head, texts: { body, tail }, ...patterns }]);
    this.#head = head;
    this.#models++;
  }

  #headOf({ before, after }: LineShape): Head | null {
    const known = this.#heads.find(
      (head) =>
        Buffer.compare(head.before.bytes, before) === 0 &&
        Buffer.compare(head.after.bytes, after) === 0,
    );
    if (known !== undefined) return known;
    if (this.#heads.length === HEADS_KEPT) return null;
    const head = { before: new Skeleton(before), after: new Skeleton(after) };
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
    at = this.#readNumber(view, at, 11);
    if (at === -1 || byteAt(view, at) !== DOT) return -1;
    this.#seconds = this.#number;
    const colon = endOfDigits(view, at + 1);
    if (colon !== at + 4 || byteAt(view, colon) !== COLON) return -1;
    this.#milliseconds =
      view.getUint8(at + 1) * 100 +
      view.getUint8(at + 2) * 10 +
      view.getUint8(at + 3) -
      111 * DIGIT;
    at = this.#readNumber(view, colon + 1, 10);
    if (at === -1) return -1;
    this.#serial = this.#number;
    at = head.after.end(view, at);
    if (at === -1) return -1;
    at = this.#readNumber(view, at, 10);
    this.#pid = this.#number;
    return at;
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
    const stop = Math.min(view.byteLength - 4, from + this.#longest);
    let hash = 0x811c9dc5;
    for (let at = from; at <= stop; at += 4) {
      const word = view.getInt32(at, true);
      const x = word ^ XXXX;
      // Whether one of the bytes is an x.
      if (((x - 0x01010101) & ~x & 0x80808080) !== 0) {
        const end = addressIn(view, from, at);
        if (end !== -1) {
          this.#hash = Math.imul(hash ^ (word & (-1 >>> (8 * (4 - (end - at))))), 0x9e3779b1);
          return end;
        }
      }
      hash = Math.imul(hash ^ word, 0x01000193);
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

/** Behind the first ` ip=0x` that stands behind `from` and ends in the word at `at`; -1 for none. */
function addressIn(view: DataView, from: number, at: number): number {
  for (let x = Math.max(at, from + 5); x < at + 4; x++) {
    if (view.getUint8(x) !== X || view.getInt32(x - 4, true) !== IP_0) continue;
    if (view.getUint8(x - 5) === SPACE) return x + 1;
  }
  return -1;
}

/** The digit's value; -1 for what is none of a lower-case address. */
function hexDigit(byte: number): number {
  return HEX_VALUES[byte] ?? -1;
}

function byteAt(view: DataView, at: number): number {
  return at < view.byteLength ? view.getUint8(at) : -1;
}

function isSame(texts: Model['texts'], body: string, tail: string): boolean {
  return texts.body === body && texts.tail === tail;
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
