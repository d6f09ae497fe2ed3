/** The fewest pairs that there is room for. */
const LEAST = 1024;
/** How many times as much room there is when it gets too small: of what is left behind, little. */
const GROWTH = 8;
/** So many slots of an index as a processor fetches at once, and more. */
const BLOCK_BITS = 3;
const BLOCK = 1 << BLOCK_BITS;

/**
 * A map from pairs of 32-bit numbers to numbers, in the order in which they came. The index is made
 * when the first pair is looked for.
 */
class NumberTable {
  size = 0;
  #firsts;
  #seconds;
  #values;
  /** By hash: the number of a pair from 1 on, 0 for none. */
  #index: Int32Array | null = null;

  /** @param most how many pairs there are at most, a power of two */
  constructor(private readonly most: number) {
    const room = Math.min(LEAST, most);
    this.#firsts = new Int32Array(room);
    this.#seconds = new Int32Array(room);
    this.#values = new Float64Array(room);
  }

  /** The value, or NaN. */
  get(first: number, second: number): number {
    if (this.size === 0) return NaN;
    const index = this.#index ?? this.#indexAll();
    const at = (index[this.#slotOf(index, first, second)] ?? 0) - 1;
    return at === -1 ? NaN : (this.#values[at] ?? NaN);
  }

  /** A pair that is not there yet. */
  add(first: number, second: number, value: number): void {
    if (this.size === this.#values.length) this.#grow();
    this.#firsts[this.size] = first;
    this.#seconds[this.size] = second;
    this.#values[this.size] = value;
    this.size++;
    const index = this.#index;
    if (index !== null) index[this.#slotOf(index, first, second)] = this.size;
  }

  /** Forgets all; the room stays. */
  empty(): void {
    this.size = 0;
    this.#index = null;
  }

  /**
   * Where the pair stands, or else could. Neighbours of the first number, as the serials of one log
   * are, begin to be looked for side by side in memory; the steps on depend on both numbers.
   */
  #slotOf(index: Int32Array, first: number, second: number): number {
    const mask = index.length - 1;
    const block = Math.imul(first >>> BLOCK_BITS, 0x9e3779b1);
    const step = Math.imul(first ^ Math.imul(second, 0x85ebca6b), 0x9e3779b1) >>> 12;
    let slot = ((block ^ (block >>> 15)) << BLOCK_BITS) | (first & (BLOCK - 1));
    // An odd step comes to every slot.
    for (slot &= mask; ; slot = (slot + (step | 1)) & mask) {
      const at = (index[slot] ?? 0) - 1;
      if (at === -1) return slot;
      if (this.#firsts[at] === (first | 0) && this.#seconds[at] === (second | 0)) return slot;
    }
  }

  #grow(): void {
    const grown = <T extends Int32Array | Float64Array>(larger: T, old: T): T => {
      larger.set(old);
      return larger;
    };
    const room = Math.min(GROWTH * this.#values.length, this.most);
    this.#firsts = grown(new Int32Array(room), this.#firsts);
    this.#seconds = grown(new Int32Array(room), this.#seconds);
    this.#values = grown(new Float64Array(room), this.#values);
    if (this.#index !== null) this.#indexAll();
  }

  #indexAll(): Int32Array {
    // Half of it stays empty.
    const index = new Int32Array(2 * this.#values.length);
    for (let at = 0; at < this.size; at++) {
      const [first = 0, second = 0] = [this.#firsts[at], this.#seconds[at]];
      index[this.#slotOf(index, first, second)] = at + 1;
    }
    this.#index = index;
    return index;
  }
}

/**
 * Such a map that forgets its older half when it is full. As long as the first numbers go up, as the
 * serials of one log do, nothing has to be looked for.
 */
export class RecentNumbers {
  #young;
  #old;
  readonly #half: number;
  /** The greatest first number that was ever remembered. */
  #greatest = -Infinity;

  /** @param size a power of two */
  constructor(size: number) {
    this.#half = size / 2;
    this.#young = new NumberTable(this.#half);
    this.#old = new NumberTable(this.#half);
  }

  /**
   * The value of a pair that is remembered; else NaN, and `value` is remembered.
   * @param value no NaN
   */
  known(first: number, second: number, value: number): number {
    if (first > this.#greatest) this.#greatest = first;
    else {
      const young = this.#young.get(first, second);
      const known = Number.isNaN(young) ? this.#old.get(first, second) : young;
      if (!Number.isNaN(known)) return known;
    }
    this.#young.add(first, second, value);
    if (this.#young.size === this.#half) {
      [this.#young, this.#old] = [this.#old, this.#young];
      this.#young.empty();
    }
    return NaN;
  }

  clear(): void {
    this.#young = new NumberTable(this.#half);
    this.#old = new NumberTable(this.#half);
    this.#greatest = -Infinity;
  }
}
