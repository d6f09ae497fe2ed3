import { STEP, BodyEnd } from './body-end';
import { BytePattern, Skeleton } from './byte-pattern';
import { readLineShape, type LineShape } from './line-shape';
import { ModelTable } from './model-table';
import type { RefusalRecord } from './record';
import { RecordNumbers } from './record-numbers';
import type { RecordKind, Repeat } from './repeated-refusal';

/** What is remembered of one stream, so that hostile lines cannot make it grow: later ones are read
 * as any other line. */
const HEADS_KEPT = 16;
const MODELS_KEPT = 1 << 15;

/** Lines with shorter bodies are read as text. */
const LEAST_BODY = 8;

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
 * would not.
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
  readonly #numbers = new RecordNumbers();
  readonly #bodyEnd = new BodyEnd();

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
    const address = body === -1 ? -1 : this.#bodyEnd.find(view, body, this.#longest);
    if (address === -1) return -1;
    const head = this.#head?.number ?? 0;
    const { hash } = this.#bodyEnd;
    const models = this.#models;
    let row = models.find(hash, models.first(hash), head, view, body, address);
    if (row === -1) return -1;
    const tail = this.#numbers.readAddress(view, address);
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
    const { seconds, milliseconds, serial, pid, ipHigh, ipLow } = this.#numbers;
    repeat(
      ...([this.#kind, head.before.text, head.after.text, line] as const),
      ...([seconds, milliseconds, serial, pid, ipHigh, ipLow] as const),
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
    const end = this.#bodyEnd.find(new DataView(found.buffer), 0, this.#longest);
    if (end !== body.length) return;
    const bytes = found.subarray(0, body.length);
    if (body.length < LEAST_BODY || this.#isKnown(head, bytes, tail)) return;
    const parts = { head: head.number, body: bytes, tail: this.#tailOf(tail) };
    this.#models.add(this.#bodyEnd.hash, parts);
    this.#kinds.push({ record, body, tail });
    this.#head = head;
  }

  /** Whether it was learnt: a line that was cut by a chunk's end is read as text again. */
  #isKnown(head: Head, body: Uint8Array, tail: string): boolean {
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    const { hash } = this.#bodyEnd;
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
    const numbers = this.#numbers;
    let at = head.before.end(view, start);
    if (at !== -1) at = numbers.readStamp(view, at);
    if (at !== -1) at = head.after.end(view, at);
    return at === -1 ? -1 : numbers.readPid(view, at);
  }
}

function encode(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
