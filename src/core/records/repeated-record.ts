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

/** What is remembered of where things stand in a line. */
const LINE = 0;
const SECONDS = 1;
const MILLISECONDS = 2;
const SERIAL = 3;
const PID = 4;
const ADDRESS = 5;
const TAIL = 6;
const PLACES = 7;

const NONE: readonly Head[] = [];

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
  /** What `match` has found, and where its numbers begin, in the order of the names above. */
  #model: Model | null = null;
  readonly #places = new Int32Array(PLACES);

  /**
   * Whether a record of a known kind stands in the line at `start`: where the next line begins, or -1.
   * @param bytes of whole lines
   */
  match(bytes: Uint8Array, start: number): number {
    const last = this.#head;
    if (last === null) return -1;
    let body = readHead(last, bytes, start, this.#places);
    for (const head of body === -1 ? this.#heads : NONE) {
      body = readHead(head, bytes, start, this.#places);
      if (body === -1) continue;
      this.#head = head;
      break;
    }
    const address = body === -1 ? -1 : beginOfAddress(bytes, body);
    if (address === -1) return -1;
    const models = this.#byBody.get(hashOf(bytes, body, address));
    if (models === undefined) return -1;
    const tail = endOfAddress(bytes, address);
    if (tail === -1) return -1;
    for (const model of models) {
      if (model.head !== this.#head || !isSame(model.body, bytes, body, address)) continue;
      if (!isTail(model.tail, bytes, tail)) continue;
      this.#model = model;
      this.#places[LINE] = start;
      this.#places[ADDRESS] = address;
      this.#places[TAIL] = tail;
      return tail + model.tail.length;
    }
    return -1;
  }

  /** The record that was matched last; `bytes` as they were given to `match`. */
  record(bytes: Buffer, line: number): RefusalRecord {
    const model = this.#model;
    if (model === null) throw new RangeError('No record was matched.');
    const at = (place: number): number => this.#places[place] ?? 0;
    // The address is taken from the part that is a string of its own: a joined one would be copied.
    const begin = bytes.toString('latin1', at(LINE), at(TAIL));
    const ip = begin.slice(at(ADDRESS) - 2 - at(LINE));
    const raw = begin + model.tailText;
    const time = numberAt(bytes, at(SECONDS)) * 1000 + numberAt(bytes, at(MILLISECONDS));
    const serial = numberAt(bytes, at(SERIAL));
    return AuditRefusal.alike(model.record, line, raw, time, serial, numberAt(bytes, at(PID)), ip);
  }

  /** Remembers a record that was decoded from the whole of `text`, and from nothing else. */
  learn(text: string, record: RefusalRecord): void {
    if (this.#models === MODELS_KEPT) return;
    const shape = readLineShape(text, record);
    const head = shape === null ? null : this.#headOf(shape);
    if (shape === null || head === null) return;
    const body = encode(text.slice(shape.pidEnd, shape.addressStart));
    // The address must be the one at which the body is found to end.
    if (beginOfAddress(body, 0) !== body.length) return;
    const tailText = text.slice(shape.addressEnd);
    const hash = hashOf(body, 0, body.length);
    const same = this.#byBody.get(hash) ?? [];
    if (same.some((known) => known.head === head && isKnown(known, body, tailText))) return;
    const model = { record, head, body, tailText, tail: encode(`${tailText}\n`) };
    this.#byBody.set(hash, [...same, model]);
    this.#head = head;
    this.#models++;
  }

  #headOf({ before, after }: LineShape): Head | null {
    const known = this.#heads.find(
      (head) =>
        Buffer.compare(head.before, before) === 0 && Buffer.compare(head.after, after) === 0,
    );
    if (known !== undefined) return known;
    if (this.#heads.length === HEADS_KEPT) return null;
    const head = { before, after };
    this.#heads.push(head);
    return head;
  }
}

/** Where the process id ends, or -1. */
function readHead(head: Head, bytes: Uint8Array, start: number, places: Int32Array): number {
  const seconds = afterSkeleton(head.before, bytes, start);
  if (seconds === -1) return -1;
  // linux/audit.h's `%llu.%03lu:%u`, in the lengths that the decoders take.
  const dot = endOfNumber(bytes, seconds, 11);
  if (dot === -1 || bytes[dot] !== DOT) return -1;
  const colon = endOfNumber(bytes, dot + 1, 3);
  if (colon !== dot + 4 || bytes[colon] !== COLON) return -1;
  const after = endOfNumber(bytes, colon + 1, 10);
  const pid = after === -1 ? -1 : afterSkeleton(head.after, bytes, after);
  if (pid === -1) return -1;
  places[SECONDS] = seconds;
  places[MILLISECONDS] = dot + 1;
  places[SERIAL] = colon + 1;
  places[PID] = pid;
  return endOfNumber(bytes, pid, 10);
}

/** Where the digits of the first ` ip=0x` behind `from` begin, or -1 for none in the line. */
function beginOfAddress(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === LF) return -1;
    if (byte !== 0x78 || at < from + 5 || bytes[at - 1] !== 0x30 || bytes[at - 2] !== 0x3d)
      continue;
    if (bytes[at - 3] === 0x70 && bytes[at - 4] === 0x69 && bytes[at - 5] === SPACE) return at + 1;
  }
  return -1;
}

/** Where the digits that begin there end, or -1 where they are no address. */
function endOfAddress(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isHex(bytes[at] ?? LF)) at++;
  return at === from || at > from + 16 ? -1 : at;
}

/** Where the decimal number of at most `most` digits ends, or -1 where none stands there. */
function endOfNumber(bytes: Uint8Array, from: number, most: number): number {
  let at = from;
  while (isDigit(bytes[at] ?? LF)) at++;
  return at === from || at > from + most ? -1 : at;
}

function numberAt(bytes: Uint8Array, from: number): number {
  let value = 0;
  for (let at = from; isDigit(bytes[at] ?? LF); at++) {
    value = value * 10 + (bytes[at] ?? 0) - DIGIT;
  }
  return value;
}

/** FNV-1a, in two halves that do not wait for each other. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let a = 0x811c9dc5;
  let b = to - from;
  for (let at = from + 1; at < to; at += 2) {
    a = Math.imul(a ^ (bytes[at - 1] ?? 0), 0x01000193);
    b = Math.imul(b ^ (bytes[at] ?? 0), 0x01000193);
  }
  return a ^ Math.imul(b, 0x9e3779b1);
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
  for (const wanted of skeleton) {
    if (wanted !== 0) {
      if (bytes[at] !== wanted) return -1;
      at++;
      continue;
    }
    at = endOfNumber(bytes, at, MAX_DIGITS);
    if (at === -1) return -1;
  }
  return at;
}

/** A line that was cut by a chunk's end is read as text again. */
function isKnown(model: Model, body: Uint8Array, tailText: string): boolean {
  return model.tailText === tailText && isSame(model.body, body, 0, body.length);
}

function isSame(what: Uint8Array, bytes: Uint8Array, from: number, to: number): boolean {
  if (what.length !== to - from) return false;
  for (let i = 0; i < what.length; i++) if (what[i] !== bytes[from + i]) return false;
  return true;
}

/** Whether the line goes on so, and ends. */
function isTail(tail: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < tail.length; i++) {
    const byte = bytes[from + i];
    // The one control character that a line's text shows, as a space.
    if (byte !== tail[i] && !(byte === AUDITD && tail[i] === SPACE)) return false;
  }
  return true;
}

function encode(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'latin1'));
}
