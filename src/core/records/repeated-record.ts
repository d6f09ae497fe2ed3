import { AuditRefusal } from './audit-refusal';
import { readLineShape, type LineShape } from './line-shape';
import type { RefusalRecord } from './record';

/** What is remembered of one stream, so that hostile lines cannot make it grow: later ones are read
 * as any other line. */
const HEADS_KEPT = 16;
const MODELS_KEPT = 1 << 15;

/** The longest number of 64 bits. */
const MAX_DIGITS = 20;

const LF = 0x0a;
const SPACE = 0x20;
const DOT = 0x2e;
const DIGIT = 0x30;
const COLON = 0x3a;
const AUDITD = 0x1d;

/** ` ip=0x`, before the address. */
const ADDRESS = [SPACE, 0x69, 0x70, 0x3d, 0x30, 0x78];

/** A record that was read as text, by which others are read that are like it. */
interface Model {
  readonly record: RefusalRecord;
  readonly head: Head;
  /** From behind the process id to before the address's digits, and from behind those on. */
  readonly body: Uint8Array;
  readonly tail: Uint8Array;
  readonly tailText: string;
}

/** What stands before the process id. A zero byte stands for one digit or more. */
interface Head {
  /** Up to the time, and from behind the serial. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Reads audit records from their bytes, without making text of them, where a record of the stream has
 * been read that differs from them only in decimal numbers before `pid=`, the process id and the
 * address. Nearly all records of a busy log are of this kind; every other line is for the decoders.
 *
 * A line is recognised by being the same as one that was decoded, byte for byte, but for digits whose
 * meaning is known; so nothing that stands in a log can make this say anything that the decoders
 * would not.
 */
export class RepeatedRecords {
  readonly #heads: Head[] = [];
  readonly #byBody = new Map<number, Model[]>();
  #models = 0;
  /** The head of the last line. */
  #head: Head | null = null;
  /** What `match` has read. */
  #model: Model | null = null;
  #start = 0;
  #addressAt = 0;
  #addressEnd = 0;
  #time = 0;
  #serial = 0;
  #pid = 0;
  /** Where the number ends that was read last, how many digits it has, and its value. */
  #at = 0;
  #digits = 0;
  #value = 0;

  /**
   * Whether a record of a known kind stands in the line at `start`: where the next line begins, or -1.
   * @param bytes of whole lines up to `to`, each ended by LF
   */
  match(bytes: Uint8Array, start: number, to: number): number {
    const last = this.#head;
    if (last === null) return -1;
    let body = this.#readHead(last, bytes, start, to);
    for (let i = 0; body === -1 && i < this.#heads.length; i++) {
      const head = this.#heads[i];
      if (head !== undefined && head !== last) body = this.#readHead(head, bytes, start, to);
    }
    if (body === -1) return -1;
    const address = this.#readBody(bytes, body, to);
    if (address === -1) return -1;
    const models = this.#byBody.get(this.#value);
    if (models === undefined) return -1;
    for (const model of models) {
      if (model.head !== this.#head || model.body.length !== address - body) continue;
      if (!isSame(model.body, bytes, body)) continue;
      const end = this.#readTail(model, bytes, address, to);
      if (end !== -1) {
        this.#model = model;
        this.#start = start;
        return end;
      }
    }
    return -1;
  }

  /** The record that was matched last; `bytes` as they were given to `match`. */
  record(bytes: Buffer, line: number): RefusalRecord {
    const model = this.#model;
    if (model === null) throw new RangeError('No record was matched.');
    const raw = bytes.toString('latin1', this.#start, this.#addressEnd) + model.tailText;
    const ip = raw.slice(this.#addressAt - 2 - this.#start, this.#addressEnd - this.#start);
    return AuditRefusal.alike(model.record, line, raw, this.#time, this.#serial, this.#pid, ip);
  }

  /** Remembers a record that was decoded from the whole of `text`, and from nothing else. */
  learn(text: string, record: RefusalRecord): void {
    if (this.#models === MODELS_KEPT) return;
    const shape = readLineShape(text, record);
    const head = shape === null ? null : this.#headOf(shape);
    if (shape === null || head === null) return;
    const body = encode(text.slice(shape.pidEnd, shape.addressStart));
    const tailText = text.slice(shape.addressEnd);
    const model = { record, head, body, tailText, tail: encode(`${tailText}\n`) };
    const end = this.#readBody(Buffer.concat([body, Buffer.of(DIGIT)]), 0, body.length + 1);
    // The address must be the one at which the body is found to end.
    if (end !== body.length) return;
    const same = this.#byBody.get(this.#value) ?? [];
    this.#byBody.set(this.#value, [...same, model]);
    this.#head = head;
    this.#models++;
  }

  #headOf({ before, after }: LineShape): Head | null {
    const known = this.#heads.find(
      (head) => Buffer.compare(head.before, before) + Buffer.compare(head.after, after) === 0,
    );
    if (known !== undefined) return known;
    if (this.#heads.length === HEADS_KEPT) return null;
    const head = { before, after };
    this.#heads.push(head);
    return head;
  }

  /** Where the process id ends, or -1. */
  #readHead(head: Head, bytes: Uint8Array, start: number, to: number): number {
    // Longer than any of these parts can be, so that none of them reads behind the lines.
    if (to - start < head.before.length + head.after.length) return -1;
    let at = afterSkeleton(head.before, bytes, start);
    // linux/audit.h's `%llu.%03lu:%u`, in the lengths that the decoders take.
    if (at === -1 || !this.#number(bytes, at, 11)) return -1;
    const seconds = this.#value;
    if (bytes[this.#at] !== DOT || !this.#number(bytes, this.#at + 1, 3)) return -1;
    if (this.#digits !== 3) return -1;
    this.#time = seconds * 1000 + this.#value;
    if (bytes[this.#at] !== COLON || !this.#number(bytes, this.#at + 1, 10)) return -1;
    this.#serial = this.#value;
    at = afterSkeleton(head.after, bytes, this.#at);
    if (at === -1 || !this.#number(bytes, at, 10)) return -1;
    this.#pid = this.#value;
    this.#head = head;
    return this.#at;
  }

  /** Where the address's digits begin, or -1; what stands before is hashed (FNV-1a) into `#value`. */
  #readBody(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) {
      const byte = bytes[at] ?? LF;
      if (byte === LF) return -1;
      hash = Math.imul(hash ^ byte, 0x01000193);
      if (byte !== 0x78 || at - from < ADDRESS.length) continue;
      let i = ADDRESS.length - 1;
      while (i >= 0 && bytes[at - (ADDRESS.length - 1 - i)] === ADDRESS[i]) i--;
      if (i >= 0) continue;
      this.#value = hash;
      return at + 1;
    }
    return -1;
  }

  /** Where the next line begins, or -1 where the line goes on in another way than the model's. */
  #readTail({ tail }: Model, bytes: Uint8Array, address: number, to: number): number {
    let at = address;
    while (isHex(bytes[at] ?? LF)) at++;
    const digits = at - address;
    if (digits === 0 || digits > 16 || at + tail.length > to) return -1;
    for (let i = 0; i < tail.length; i++) {
      const byte = bytes[at + i];
      // The one control character that a line's text shows, as a space.
      if (byte !== tail[i] && !(byte === AUDITD && tail[i] === SPACE)) return -1;
    }
    this.#addressAt = address;
    this.#addressEnd = at;
    return at + tail.length;
  }

  /** Reads a decimal number of at most `most` digits. */
  #number(bytes: Uint8Array, from: number, most: number): boolean {
    let at = from;
    let value = 0;
    for (; isDigit(bytes[at] ?? LF); at++) value = value * 10 + (bytes[at] ?? 0) - DIGIT;
    this.#value = value;
    this.#digits = at - from;
    this.#at = at;
    return at > from && at - from <= most;
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

/** A digit or a lower-case letter up to f, as the kernel prints addresses. */
function isHex(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x61 && byte <= 0x66);
}

/** Where the skeleton's text ends that stands at `start`, or -1. */
function afterSkeleton(skeleton: Uint8Array, bytes: Uint8Array, start: number): number {
  let at = start;
  for (let i = 0; i < skeleton.length; i++) {
    const wanted = skeleton[i] ?? 0;
    if (wanted !== 0) {
      if (bytes[at] !== wanted) return -1;
      at++;
      continue;
    }
    const begin = at;
    while (isDigit(bytes[at] ?? LF)) at++;
    if (at === begin || at > begin + MAX_DIGITS) return -1;
  }
  return at;
}

function isSame(what: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < what.length; i++) if (what[i] !== bytes[at + i]) return false;
  return true;
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
