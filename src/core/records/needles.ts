/**
 * Finds the next place in a stretch of bytes where one of several ASCII strings may stand.
 *
 * The set is searched in one pass (Wu and Manber, "A fast algorithm for multi-pattern searching",
 * 1994): a table says for each pair of bytes how far the window of the shortest needle's length may
 * move on. Most pairs stand in no needle, so most bytes are never looked at. Of a longer needle the
 * window takes that part whose last pair is the rarest in logs, and only the needles of that pair are
 * compared: so a further record form costs nothing as long as its needle is no shorter than the
 * others and holds anything but common letters.
 */
export class NeedleFinder {
  readonly #window: number;
  readonly #shift: Uint8Array;
  /** By the last pair of their parts in the window. */
  readonly #byPair = new Map<number, Needle[]>();

  /** @throws RangeError for a needle under two bytes, which has no pair, or over 255. */
  constructor(needles: readonly string[]) {
    const all = needles.map((needle) => new TextEncoder().encode(needle));
    this.#window = Math.min(...all.map((needle) => needle.length));
    if (this.#window < 2 || this.#window > 255) throw new RangeError('a needle has 2 to 255 bytes');
    this.#shift = new Uint8Array(0x10000).fill(this.#window - 1);
    for (const bytes of all) this.#add({ bytes, offset: rarestPart(bytes, this.#window) });
  }

  /** An offset ≥ `from` within the first needle that stands whole in [from, to); -1 for none. */
  next(bytes: Uint8Array, from: number, to: number): number {
    const shift = this.#shift;
    const window = this.#window;
    let last = from + window - 1;
    while (last < to) {
      const pair = (at(bytes, last - 1) << 8) | at(bytes, last);
      const skip = at(shift, pair);
      if (skip !== 0) {
        last += skip;
        continue;
      }
      const start = last - window + 1;
      for (const needle of this.#byPair.get(pair) ?? []) {
        if (standsAt(needle.bytes, bytes, start - needle.offset, from, to)) return start;
      }
      last++;
    }
    return -1;
  }

  #add(needle: Needle): void {
    const { bytes, offset } = needle;
    for (let last = 1; last < this.#window; last++) {
      const pair = pairAt(bytes, offset + last);
      this.#shift[pair] = Math.min(at(this.#shift, pair), this.#window - 1 - last);
    }
    const pair = pairAt(bytes, offset + this.#window - 1);
    this.#byPair.set(pair, [...(this.#byPair.get(pair) ?? []), needle]);
  }
}

interface Needle {
  readonly bytes: Uint8Array;
  /** Where the part of it begins that the window takes. */
  readonly offset: number;
}

/** Log text's commonest characters, the first the most; what is not among them is rare. */
const COMMON = ' e0123456789taoinsrdlc-:=.mupgh/fb[]_,"vkwy';

/** How common a character is in logs, from 1 on. */
function commonness(byte: number): number {
  const rank = COMMON.indexOf(String.fromCharCode(byte));
  return rank === -1 ? 1 : 1 + COMMON.length - rank;
}

/** Where the part of `length` bytes begins whose last pair is the rarest; of equals the last. */
function rarestPart(needle: Uint8Array, length: number): number {
  let best = 0;
  let least = Infinity;
  for (let offset = 0; offset + length <= needle.length; offset++) {
    const end = offset + length - 1;
    const score = commonness(at(needle, end - 1)) * commonness(at(needle, end));
    if (score <= least) [best, least] = [offset, score];
  }
  return best;
}

/** The pair of bytes that ends at `last`. */
function pairAt(bytes: Uint8Array, last: number): number {
  return (at(bytes, last - 1) << 8) | at(bytes, last);
}

function standsAt(
  needle: Uint8Array,
  bytes: Uint8Array,
  start: number,
  from: number,
  to: number,
): boolean {
  if (start < from || start + needle.length > to) return false;
  for (let i = 0; i < needle.length; i++) {
    if (bytes[start + i] !== needle[i]) return false;
  }
  return true;
}

/** An element that is there; the zero only satisfies the type. */
function at(bytes: Uint8Array, index: number): number {
  return bytes[index] ?? 0;
}
