const LF = 10;
const CR = 13;

/** How far back from its beginning a line's decoder may look, in bytes. */
export const LOOK_BACK_BYTES = 16 * 1024;

/** Keeps the last `LOOK_BACK_BYTES` of a stream, so that lines of an earlier chunk can be looked at. */
export class RecentBytes {
  readonly #buffer = Buffer.alloc(LOOK_BACK_BYTES * 2);
  #length = 0;

  get bytes(): Buffer {
    return this.#buffer.subarray(Math.max(0, this.#length - LOOK_BACK_BYTES), this.#length);
  }

  append(bytes: Buffer, from: number, to: number): void {
    from = Math.max(from, to - LOOK_BACK_BYTES);
    if (this.#length + to - from > this.#buffer.length) {
      const kept = LOOK_BACK_BYTES - Math.max(0, to - from - LOOK_BACK_BYTES);
      this.#buffer.copyWithin(0, this.#length - kept, this.#length);
      this.#length = kept;
    }
    bytes.copy(this.#buffer, this.#length, from, to);
    this.#length += to - from;
  }
}

/**
 * The whole lines of a stream before a place, nearest first, line ends left out. `earlier` stands
 * before `bytes`, and the place is `at` in `bytes`. Where `earlier` does not reach back to the
 * stream's beginning the furthest line is left out, since it may have lost its beginning.
 */
export function* linesBefore(earlier: Buffer, bytes: Buffer, at: number): Generator<Buffer> {
  const reach = Math.min(at, LOOK_BACK_BYTES);
  const old = Math.min(earlier.length, LOOK_BACK_BYTES - reach);
  const near = bytes.subarray(at - reach, at);
  const all = old === 0 ? near : Buffer.concat([earlier.subarray(earlier.length - old), near]);
  let end = all.length;
  while (end > 0) {
    if (all[end - 1] === LF) end -= all[end - 2] === CR ? 2 : 1;
    else if (all[end - 1] === CR) end--;
    const lf = end === 0 ? -1 : all.lastIndexOf(LF, end - 1);
    let start = end;
    while (start > lf + 1 && all[start - 1] !== CR) start--;
    if (start === 0 && all.length === LOOK_BACK_BYTES) return;
    yield all.subarray(start, end);
    end = start;
  }
}
