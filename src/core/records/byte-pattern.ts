const AUDITD = 0x1d;
const SPACE = 0x20;
const DIGIT = 0x30;
const NINE = 0x39;

/** The longest number of 64 bits. */
const MAX_DIGITS = 20;

/** Bytes that are looked for at a place, four at a time. */
export class BytePattern {
  readonly length: number;
  /** Four bytes each, the last of them the pattern's last four; none of a shorter pattern. */
  readonly #words: Int32Array;
  /** Where the last word begins. */
  readonly #last: number;

  constructor(private readonly bytes: Uint8Array) {
    this.length = bytes.length;
    this.#last = bytes.length - 4;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = this.#last < 0 ? 0 : Math.ceil(bytes.length / 4);
    this.#words = Int32Array.from({ length: count }, (_, i) =>
      view.getInt32(Math.min(4 * i, this.#last), true),
    );
  }

  /** @param loose whether what stands there may hold auditd's separator where the pattern has a space */
  standsAt(view: DataView, start: number, loose = false): boolean {
    if (start + this.length > view.byteLength) return false;
    if (this.#last < 0) return this.#isSame(view, start, 0, this.length, loose);
    const words = this.#words;
    const last = words.length - 1;
    for (let i = 0; i <= last; i++) {
      const at = i === last ? this.#last : 4 * i;
      const word = view.getInt32(start + at, true);
      if (word === words[i]) continue;
      if (!loose || !this.#isSame(view, start, at, at + 4, true)) return false;
      // What comes next will mostly have the same there.
      words[i] = word;
    }
    return true;
  }

  #isSame(view: DataView, start: number, from: number, to: number, loose: boolean): boolean {
    for (let i = from; i < to; i++) {
      const byte = view.getUint8(start + i);
      if (byte !== this.bytes[i] && !(loose && byte === AUDITD && this.bytes[i] === SPACE)) {
        return false;
      }
    }
    return true;
  }
}

/** Text in which decimal numbers may differ, and how it read the last time: mostly the same. */
export class Skeleton {
  /** As it stood where it was found last. */
  text = '';
  #latest: BytePattern | null = null;

  /** @param bytes ASCII, a zero byte for one digit or more; no digits at its end */
  constructor(readonly bytes: Uint8Array) {}

  /** Where the text that begins at `start` ends, or -1. */
  end(view: DataView, start: number): number {
    if (this.#latest?.standsAt(view, start)) return start + this.#latest.length;
    let at = start;
    for (const wanted of this.bytes) {
      if (wanted !== 0) {
        if (at >= view.byteLength || view.getUint8(at) !== wanted) return -1;
        at++;
        continue;
      }
      const digits = endOfDigits(view, at);
      if (digits === at || digits > at + MAX_DIGITS) return -1;
      at = digits;
    }
    const found = new Uint8Array(view.buffer, view.byteOffset + start, at - start).slice();
    this.text = Buffer.from(found.buffer).toString('latin1');
    this.#latest = new BytePattern(found);
    return at;
  }
}

/** Where the decimal digits at `from` end. */
export function endOfDigits(view: DataView, from: number): number {
  let at = from;
  while (at < view.byteLength && isDigit(view.getUint8(at))) at++;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT && byte <= NINE;
}
