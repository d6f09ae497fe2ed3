const AUDITD = 0x1d;
const SPACE = 0x20;
const DIGIT = 0x30;
const NINE = 0x39;

/** The longest number of 64 bits. */
const MAX_DIGITS = 20;

/** How many bytes are compared at a time. */
const WORD = 8;

/** ASCII text that is looked for at a place. */
export class BytePattern {
  readonly length: number;
  /**
   * The bytes as doubles, the last of them the pattern's last eight; none of a shorter pattern. No
   * ASCII makes a double that is not a number, or zero, so only the same bytes are equal to it.
   */
  readonly #words: Float64Array;
  /** Where the last word begins. */
  readonly #last: number;

  /** @param loose whether auditd's separator may stand where the pattern has a space */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly loose = false,
  ) {
    this.length = bytes.length;
    this.#last = bytes.length - WORD;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const count = this.#last < 0 ? 0 : Math.ceil(bytes.length / WORD);
    this.#words = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      this.#words[i] = view.getFloat64(Math.min(WORD * i, this.#last), true);
    }
  }

  standsAt(view: DataView, start: number): boolean {
    if (start + this.length > view.byteLength) return false;
    if (this.#last < 0) return this.#isSame(view, start, 0, this.length);
    const words = this.#words;
    const last = words.length - 1;
    for (let i = 0; i <= last; i++) {
      const at = i === last ? this.#last : WORD * i;
      const word = view.getFloat64(start + at, true);
      if (word === words[i]) continue;
      if (!this.loose || !this.#isSame(view, start, at, at + WORD)) return false;
      // What comes next will mostly have the same there.
      words[i] = word;
    }
    return true;
  }

  #isSame(view: DataView, start: number, from: number, to: number): boolean {
    for (let i = from; i < to; i++) {
      const byte = view.getUint8(start + i);
      if (byte !== this.bytes[i] && !(this.loose && byte === AUDITD && this.bytes[i] === SPACE)) {
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
function endOfDigits(view: DataView, from: number): number {
  let at = from;
  while (at < view.byteLength && isDigit(view.getUint8(at))) at++;
  return at;
}

function isDigit(byte: number): boolean {
  return byte >= DIGIT && byte <= NINE;
}
