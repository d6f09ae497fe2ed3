/**
 * Finds the next place in a stretch of bytes where one of several ASCII strings may stand.
 *
 * The set is searched in one pass (Wu and Manber, "A fast algorithm for multi-pattern searching",
 * 1994): a table says for each pair of bytes how far the window of the shortest needle's length may
 * move on. Most pairs stand in no needle, so most bytes are never looked at, and a further record
 * form costs nothing as long as its needle is no shorter.
 */
export class NeedleFinder {
  readonly #needles: readonly Uint8Array[];
  readonly #window: number;
  readonly #shift: Uint8Array;

  /** @throws RangeError for a needle under two bytes, which has no pair, or over 255. */
  constructor(needles: readonly string[]) {
    this.#needles = needles.map((needle) => new TextEncoder().encode(needle));
    this.#window = Math.min(...this.#needles.map((needle) => needle.length));
    if (this.#window < 2 || this.#window > 255) throw new RangeError('a needle has 2 to 255 bytes');
    this.#shift = new Uint8Array(0x10000).fill(this.#window - 1);
    for (const needle of this.#needles) {
      for (let last = 1; last < this.#window; last++) {
        const pair = (at(needle, last - 1) << 8) | at(needle, last);
        this.#shift[pair] = Math.min(at(this.#shift, pair), this.#window - 1 - last);
      }
    }
  }

  /** The first offset ≥ `from` at which a needle stands that ends at or before `to`; -1 for none. */
  next(bytes: Uint8Array, from: number, to: number): number {
    const shift = this.#shift;
    const window = this.#window;
    let last = from + window - 1;
    while (last < to) {
      const skip = at(shift, (at(bytes, last - 1) << 8) | at(bytes, last));
      if (skip !== 0) {
        last += skip;
        continue;
      }
      const start = last - window + 1;
      for (const needle of this.#needles) {
        if (standsAt(needle, bytes, start, to)) return start;
      }
      last++;
    }
    return -1;
  }
}

function standsAt(needle: Uint8Array, bytes: Uint8Array, start: number, to: number): boolean {
  if (start + needle.length > to) return false;
  for (let i = 0; i < needle.length; i++) {
    if (bytes[start + i] !== needle[i]) return false;
  }
  return true;
}

/** An element that is there; the zero only satisfies the type. */
function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
