/** The columns of a row: a model's number from 1 on, 0 for none, and what it is recognised by. */
const NUMBER = 0;
const HASH = 1;
const HEAD = 2;
/** Where its body's words begin, and how many bytes they are of. */
const WORDS = 3;
const LENGTH = 4;
const TAIL = 5;
/** A power of two, so that no row lies in more of the processor's cache lines than one. */
const COLUMNS = 8;
const COLUMNS_BITS = 3;

/** How many bytes are compared at a time, the fewest of a body. */
const WORD = 8;
/** The fewest rows and words that there is room for. */
const LEAST = 256;

/** What stands in a line before its address, but for numbers, and what behind it, each by a number. */
export interface ModelParts {
  readonly head: number;
  /** ASCII, of eight bytes at least. */
  readonly body: Uint8Array;
  readonly tail: number;
}

/**
 * The bodies of the lines by which others are recognised, and what else they have in common, by a
 * hash. A busy log comes to another of hundreds with each line, and to wait for memory takes longer
 * than to compare: so all are numbers that lie close together, and nothing else is touched.
 */
export class ModelTable {
  /** How many models there are. */
  size = 0;
  #rows = new Int32Array(LEAST * COLUMNS);
  /** See `BytePattern`: the last word of a body is its last eight bytes. */
  #words = new Float64Array(LEAST);
  #used = 0;

  /** @returns the model's number: how many came before it */
  add(hash: number, { head, body, tail }: ModelParts): number {
    if (2 * this.size * COLUMNS >= this.#rows.length) this.#grow();
    const at = this.#free(hash);
    this.#rows.set([this.size + 1, hash, head, this.#used, body.length, tail], at);
    const view = new DataView(body.buffer, body.byteOffset, body.length);
    for (let from = 0; from < body.length; from += WORD) {
      if (this.#used === this.#words.length) this.#words = doubled(this.#words);
      this.#words[this.#used++] = view.getFloat64(Math.min(from, body.length - WORD), true);
    }
    return this.size++;
  }

  /**
   * The first row at or behind `row` of a model with that hash and head, whose body stands in `view`
   * from `start` to `end`; -1 for none. The first row of all is `first`.
   */
  find(
    hash: number,
    row: number,
    head: number,
    view: DataView,
    start: number,
    end: number,
  ): number {
    const rows = this.#rows;
    for (let at = row; ; at = (at + COLUMNS) & (rows.length - 1)) {
      if (rows[at + NUMBER] === 0) return -1;
      if (rows[at + HASH] !== hash || rows[at + HEAD] !== head) continue;
      if (rows[at + LENGTH] !== end - start) continue;
      if (this.#standsAt(rows[at + WORDS] ?? 0, view, start, end - WORD)) return at;
    }
  }

  /** Where models of that hash begin to be looked for. */
  first(hash: number): number {
    return ((hash ^ (hash >>> 15)) << COLUMNS_BITS) & (this.#rows.length - 1);
  }

  /** The row behind one that was found. */
  after(row: number): number {
    return (row + COLUMNS) & (this.#rows.length - 1);
  }

  tailOf(row: number): number {
    return this.#rows[row + TAIL] ?? 0;
  }

  numberOf(row: number): number {
    return (this.#rows[row + NUMBER] ?? 0) - 1;
  }

  /** @param last where the last word stands */
  #standsAt(word: number, view: DataView, start: number, last: number): boolean {
    const words = this.#words;
    let nth = word;
    for (let at = start; at < last; at += WORD) {
      if (view.getFloat64(at, true) !== words[nth++]) return false;
    }
    return view.getFloat64(last, true) === words[nth];
  }

  #free(hash: number): number {
    let at = this.first(hash);
    while (this.#rows[at + NUMBER] !== 0) at = this.after(at);
    return at;
  }

  #grow(): void {
    const old = this.#rows;
    this.#rows = new Int32Array(2 * old.length);
    for (let at = 0; at < old.length; at += COLUMNS) {
      if (old[at + NUMBER] === 0) continue;
      this.#rows.set(old.subarray(at, at + COLUMNS), this.#free(old[at + HASH] ?? 0));
    }
  }
}

function doubled(words: Float64Array): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(2 * words.length);
  grown.set(words);
  return grown;
}
