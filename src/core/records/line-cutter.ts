import { stripTerminal } from '../text/untrusted';
import { afterBreak, countBreaks, lastBreak, nextBreak } from './line-breaks';
import type { Line } from './line-decoder';
import { linesBefore, LOOK_BACK_BYTES, RecentBytes } from './look-back';
import type { NeedleFinder } from './needles';

const LF = 10;
const CR = 13;
const ESC = 27;

/**
 * The most bytes that are kept and decoded as one line. A longer one is decoded in pieces of this
 * length, each as if it were a line of that number: nothing of it is skipped, but a record that is
 * cut by a piece's end counts as cut short. The kernel's own limit for a record is 8970 bytes
 * (MAX_AUDIT_MESSAGE_LENGTH, linux/audit.h).
 */
export const MAX_LINE_BYTES = 64 * 1024;

/** What is done with the lines. */
export interface LineReader {
  /**
   * Reads the line at `start` from its bytes where it knows its like: where the next line begins, or
   * -1 for a line that has to be taken as text. `bytes` are of whole lines.
   */
  known(bytes: Buffer, start: number, number: number): number;
  /** Says whether it wants the next line too, whatever that holds. */
  take(line: Line): boolean;
}

/**
 * Cuts a byte stream into lines and hands on, as text, only those that may hold a record: those with
 * a needle, and those with an escape sequence, which could stand inside a needle. How the stream was
 * cut into chunks never shows in what comes out, and of a chunk nothing is kept but its last,
 * unfinished line and as many bytes before it as decoders may look back.
 */
export class LineCutter {
  readonly #finder: NeedleFinder;
  readonly #reader: LineReader;
  /** The next line is handed on whatever it holds. */
  #wanted = false;
  /** The number of the line that the next byte belongs to. */
  #number: number;
  /** The unfinished line, or its last piece. */
  #carry = Buffer.alloc(0);
  #carried = 0;
  /** Pieces of the unfinished line were handed on before `#carry`. */
  #continued = false;
  /** What stands before `#carry`. */
  readonly #recent = new RecentBytes();
  /** The last byte was CR: an LF that follows belongs to the same line end. */
  #afterCr = false;

  /** @param first the number of the stream's first line */
  constructor(finder: NeedleFinder, reader: LineReader, first: number) {
    this.#finder = finder;
    this.#reader = reader;
    this.#number = first;
  }

  /** The number of the first line that is not yet complete. */
  get next(): number {
    return this.#number;
  }

  /**
   * The last lines as far as they are kept, the unfinished one too where it is not overlong, and the
   * number of the first of them.
   */
  get latest(): { readonly bytes: Buffer; readonly number: number } {
    const kept = this.#recent.bytes;
    // The furthest line may have lost its beginning.
    const cut = kept.length === LOOK_BACK_BYTES ? nextBreak(kept, 0, kept.length) : -1;
    const whole = kept.subarray(cut === -1 ? 0 : afterBreak(kept, cut));
    const unfinished = this.#carry.subarray(0, this.#continued ? 0 : this.#carried);
    return {
      bytes: Buffer.concat([whole, unfinished]),
      number: this.#number - countBreaks(whole, 0, whole.length),
    };
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = this.#afterCr && bytes[0] === LF ? 1 : 0;
    this.#recent.append(bytes, 0, from);
    this.#afterCr = bytes[bytes.length - 1] === CR;
    if (this.#carried > 0) {
      const end = nextBreak(bytes, from, bytes.length);
      this.#keep(bytes, from, end === -1 ? bytes.length : end);
      if (end === -1) return;
      this.#finishLine();
      from = afterBreak(bytes, end);
      this.#recent.append(bytes, end, from);
    }
    const end = lastBreak(bytes, from, bytes.length) + 1;
    if (end > from) {
      this.#scan(bytes, from, end);
      from = end;
    }
    this.#keep(bytes, from, bytes.length);
  }

  /** The stream has ended: what it left is its last line. */
  end(): void {
    if (this.#carried > 0) this.#finishLine();
  }

  /** Whole lines in [from, to). */
  #scan(bytes: Buffer, from: number, to: number): void {
    const lines = bytes.subarray(0, to);
    let at = from;
    let needle = this.#finder.next(lines, from, to);
    let escape = lines.indexOf(ESC, from);
    while (at < to && (this.#wanted || needle !== -1 || escape !== -1)) {
      const hit = needle === -1 || (escape !== -1 && escape < needle) ? escape : needle;
      const start = this.#wanted ? at : lastBreak(lines, at, hit) + 1 || at;
      this.#number += countBreaks(lines, at, start);
      const known = this.#reader.known(lines, start, this.#number);
      if (known !== -1) {
        // What follows a record is wanted; see `elided`.
        this.#wanted = true;
        at = known;
        this.#number++;
        continue;
      }
      const end = nextBreak(lines, this.#wanted ? at : hit, to);
      const before = (): Iterable<Buffer> =>
        linesBefore(this.#recent.bytes, lines.subarray(from), start - from);
      for (let piece = start; piece < end; piece += MAX_LINE_BYTES) {
        const bytes = lines.subarray(piece, Math.min(end, piece + MAX_LINE_BYTES));
        this.#hand(bytes, piece === start ? before : null);
      }
      if (start === end) this.#hand(lines.subarray(start, end), before);
      at = afterBreak(lines, end);
      this.#number++;
      if (this.#wanted) continue;
      if (needle !== -1 && needle < at) needle = this.#finder.next(lines, at, to);
      if (escape !== -1 && escape < at) escape = lines.indexOf(ESC, at);
    }
    this.#number += countBreaks(lines, at, to);
    this.#recent.append(lines, from, to);
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    while (from < to) {
      if (this.#carried === MAX_LINE_BYTES) {
        this.#finishPiece();
        this.#continued = true;
      }
      const length = Math.min(to - from, MAX_LINE_BYTES - this.#carried);
      this.#reserve(this.#carried + length);
      bytes.copy(this.#carry, this.#carried, from, from + length);
      this.#carried += length;
      from += length;
    }
  }

  #reserve(length: number): void {
    if (length <= this.#carry.length) return;
    const grown = Buffer.alloc(Math.min(MAX_LINE_BYTES, Math.max(length * 2, 1024)));
    this.#carry.copy(grown, 0, 0, this.#carried);
    this.#carry = grown;
  }

  #finishLine(): void {
    this.#finishPiece();
    this.#continued = false;
    this.#number++;
  }

  #finishPiece(): void {
    const bytes = this.#carry.subarray(0, this.#carried);
    this.#carried = 0;
    if (this.#mayHold(bytes)) {
      const before = (): Iterable<Buffer> => linesBefore(this.#recent.bytes, bytes, 0);
      this.#hand(bytes, this.#continued ? null : before);
    }
    this.#recent.append(bytes, 0, bytes.length);
  }

  #mayHold(bytes: Buffer): boolean {
    return this.#wanted || bytes.includes(ESC) || this.#finder.next(bytes, 0, bytes.length) !== -1;
  }

  #hand(bytes: Buffer, before: (() => Iterable<Buffer>) | null): void {
    const number = this.#number;
    const line = { number, text: textOf(bytes) };
    this.#wanted = this.#reader.take(
      before === null ? line : { ...line, before: () => numbered(before(), number) },
    );
  }
}

function* numbered(lines: Iterable<Buffer>, number: number): Generator<Line> {
  for (const bytes of lines) yield { number: --number, text: textOf(bytes) };
}

function textOf(bytes: Buffer): string {
  // latin1 would be quicker, but names are UTF-8; what is no UTF-8 becomes U+FFFD.
  return stripTerminal(bytes.toString('utf8'));
}
