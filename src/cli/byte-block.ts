const DIGIT = 0x30;

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

  /** What was gathered; the next block is another. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#bytes = Buffer.allocUnsafe(this.#bytes.length);
    this.#length = 0;
    return taken;
  }

  #reserve(more: number): void {
    const least = this.#length + more;
    if (least <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(least, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
