/** The fewest slots of a table. */
const LEAST = 1024;
/** As many slots as a processor fetches at once. */
const BLOCK_BITS = 3;
const BLOCK = 1 << BLOCK_BITS;

/** A map from pairs of 32-bit numbers to numbers, for as many of them as a hundred thousand. */
class NumberTable {
  size = 0;
  /** Where a value is NaN the slot is empty. */
  #values;
  #firsts;
  #seconds;

  /** @param slots how many to begin with, a power of two */
  constructor(public slots: number) {
    this.#values = new Float64Array(slots).fill(NaN);
    this.#firsts = new Int32Array(slots);
    this.#seconds = new Int32Array(slots);
  }

  /** The value, or NaN. */
  get(first: number, second: number): number {
    return this.#values[this.#slotOf(first, second)] ?? NaN;
  }

  /** The pair's value here or in `older`; else NaN, and from now on it is `value`. */
  known(first: number, second: number, value: number, older: NumberTable): number {
    if (this.size * 2 >= this.slots) this.#grow();
    const slot = this.#slotOf(first, second);
    const young = this.#values[slot] ?? NaN;
    if (!Number.isNaN(young)) return young;
    const old = older.size === 0 ? NaN : older.get(first, second);
    if (!Number.isNaN(old)) return old;
    this.#put(slot, first, second, value);
    return NaN;
  }

  #put(slot: number, first: number, second: number, value: number): void {
    this.size++;
    this.#firsts[slot] = first;
    this.#seconds[slot] = second;
    this.#values[slot] = value;
  }

  /**
   * Where the pair stands, or else could. Neighbours of the first number, as the serials of one log
   * are, begin to be looked for side by side in memory; the steps on depend on both numbers.
   */
  #slotOf(first: number, second: number): number {
    const firsts = this.#firsts;
    const mask = firsts.length - 1;
    const block = Math.imul(first >>> BLOCK_BITS, 0x9e3779b1);
    const step = Math.imul(first ^ Math.imul(second, 0x85ebca6b), 0x9e3779b1) >>> 12;
    let slot = ((block ^ (block >>> 15)) << BLOCK_BITS) | (first & (BLOCK - 1));
    // An odd step comes to every slot.
    for (slot &= mask; ; slot = (slot + (step | 1)) & mask) {
      if (Number.isNaN(this.#values[slot])) return slot;
      if (firsts[slot] === (first | 0) && this.#seconds[slot] === (second | 0)) return slot;
    }
  }

  #grow(): void {
    const [values, firsts, seconds] = [this.#values, this.#firsts, this.#seconds];
    this.slots *= 2;
    this.#values = new Float64Array(this.slots).fill(NaN);
    this.#firsts = new Int32Array(this.slots);
    this.#seconds = new Int32Array(this.slots);
    this.size = 0;
    for (let slot = 0; slot < values.length; slot++) {
      const value = values[slot] ?? NaN;
      if (Number.isNaN(value)) continue;
      const [first = 0, second = 0] = [firsts[slot], seconds[slot]];
      this.#put(this.#slotOf(first, second), first, second, value);
    }
  }
}

/** Such a map that forgets its older half when it is full. */
export class RecentNumbers {
  #young = new NumberTable(LEAST);
  #old = new NumberTable(LEAST);
  readonly #half: number;

  constructor(size: number) {
    this.#half = size / 2;
  }

  /**
   * The value of a pair that is remembered; else NaN, and `value` is remembered.
   * @param value no NaN
   */
  known(first: number, second: number, value: number): number {
    const known = this.#young.known(first, second, value, this.#old);
    if (this.#young.size === this.#half) {
      this.#old = this.#young;
      // A log that has filled one will fill the next.
      this.#young = new NumberTable(this.#old.slots);
    }
    return known;
  }

  clear(): void {
    this.#young = new NumberTable(LEAST);
    this.#old = new NumberTable(LEAST);
  }
}
