/** The fewest slots of a table. */
const LEAST = 1024;
/** As many slots as a processor fetches at once. */
const BLOCK_BITS = 3;
const BLOCK = 1 << BLOCK_BITS;

/** A map from pairs of 32-bit numbers to numbers, for as many of them as a hundred thousand. */
class NumberTable {
  size = 0;
  /** Where a value is NaN the slot is empty. */
  #values = new Float64Array(LEAST).fill(NaN);
  #firsts = new Int32Array(LEAST);
  #seconds = new Int32Array(LEAST);

  /** The value, or NaN. */
  get(first: number, second: number): number {
    return this.#values[this.#slotOf(first, second)] ?? NaN;
  }

  set(first: number, second: number, value: number): void {
    if (this.size * 2 >= this.#values.length) this.#grow();
    const slot = this.#slotOf(first, second);
    if (Number.isNaN(this.#values[slot])) this.size++;
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
    const slots = values.length * 2;
    this.#values = new Float64Array(slots).fill(NaN);
    this.#firsts = new Int32Array(slots);
    this.#seconds = new Int32Array(slots);
    this.size = 0;
    for (let slot = 0; slot < values.length; slot++) {
      const value = values[slot] ?? NaN;
      if (!Number.isNaN(value)) this.set(firsts[slot] ?? 0, seconds[slot] ?? 0, value);
    }
  }
}

/** Such a map that forgets its older half when it is full. */
export class RecentNumbers {
  #young = new NumberTable();
  #old = new NumberTable();
  readonly #half: number;

  constructor(size: number) {
    this.#half = size / 2;
  }

  /** The value, or NaN. */
  get(first: number, second: number): number {
    const young = this.#young.get(first, second);
    return Number.isNaN(young) ? this.#old.get(first, second) : young;
  }

  /** @param value no NaN */
  set(first: number, second: number, value: number): void {
    this.#young.set(first, second, value);
    if (this.#young.size < this.#half) return;
    this.#old = this.#young;
    this.#young = new NumberTable();
  }

  clear(): void {
    this.#young = new NumberTable();
    this.#old = new NumberTable();
  }
}
