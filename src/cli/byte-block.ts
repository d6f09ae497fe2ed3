const DIGIT = 0x30;
/** From `9` + 1 to `a`. */
const LETTERS = 0x27;
/** How many hex digits make 32 bits. */
const HEX_DIGITS = 8;

/** The most digits of a number that is written as an integer of 32 bits. */
const MAX_DIGITS = 10;

/** Output that is gathered for one write, as bytes. */
export class ByteBlock {
  #bytes = Buffer.allocUnsafe(1 << 16);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  bytes(piece: Uint8Array): void {
    this.#reserve(piece.length);
    this.#bytes.set(piece, this.#length);
    this.#length += piece.length;
  }

  /** A whole number from 0 on, in so many digits at least. */
  decimal(value: number, digits = 1): void {
    if (value > 0x7fffffff) {
      this.text(String(value).padStart(digits, '0'));
      return;
    }
    this.#reserve(MAX_DIGITS);
    let rest = value | 0;
    let end = this.#length + digits;
    for (let limit = 10 ** digits; limit <= rest; limit *= 10) end++;
    for (let at = end - 1; at >= this.#length; at--) {
      this.#bytes[at] = DIGIT + (rest % 10);
      rest = (rest / 10) | 0;
    }
    this.#length = end;
  }

  /** A copy of what was written from `start` on. */
  since(start: number): Uint8Array {
    return Buffer.from(this.#bytes.subarray(start, this.#length));
  }

  /** Forgets what was written from `start` on. */
  cut(start: number): void {
    this.#length = start;
  }

  /** Puts bytes in the place of others. */
  setBytes(start: number, piece: Uint8Array): void {
    for (let i = 0; i < piece.length; i++) this.#bytes[start + i] = piece[i] ?? 0;
  }

  /**
   * Puts a whole number from 0 on in the place of so many bytes; what stands there is spoilt where it
   * has another number of digits.
   * @param padded whether zeros may stand before it
   */
  setDecimal(start: number, length: number, value: number, padded = false): boolean {
    if (value > 0x7fffffff) return false;
    let rest = value | 0;
    for (let at = start + length - 1; at >= start; at--) {
      this.#bytes[at] = DIGIT + (rest % 10);
      rest = (rest / 10) | 0;
    }
    return rest === 0 && (padded || length === 1 || this.#bytes[start] !== DIGIT);
  }

  /** The same, of a number of 64 bits and its lower-case hex digits. @param high its upper half */
  setHex(start: number, length: number, high: number, low: number): boolean {
    const split = Math.max(0, length - HEX_DIGITS);
    const rest =
      this.#setHalf(start + split, length - split, low) | this.#setHalf(start, split, high);
    return rest === 0 && (length === 1 || this.#bytes[start] !== DIGIT);
  }

  /** @returns what does not fit */
  #setHalf(start: number, length: number, value: number): number {
    let rest = value;
    for (let at = start + length - 1; at >= start; at--) {
      const digit = rest & 15;
      this.#bytes[at] = digit + (digit < 10 ? DIGIT : DIGIT + LETTERS);
      rest >>>= 4;
    }
    return rest;
  }

  /** What was gathered, until it is cut. */
  get gathered(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const least = this.#length + more;
    if (least <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(least, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
