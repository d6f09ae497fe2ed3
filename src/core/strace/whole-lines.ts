const LF = 10;

/** The most of one line that is kept while it waits for its end; the middle of a longer one is lost. */
const MAX_LINE_BYTES = 256 * 1024;

/** Hands a stream on in stretches of whole lines, each ended by an LF, copying only what it must. */
export class WholeLines {
  #carry: Buffer[] = [];
  #carried = 0;

  constructor(private readonly take: (bytes: Buffer, from: number, to: number) => void) {}

  /** The next bytes, cut anywhere; they are the caller's again afterwards. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    let from = 0;
    if (this.#carried > 0) {
      const end = bytes.indexOf(LF);
      this.#keep(bytes, 0, end === -1 ? bytes.length : end);
      if (end === -1) return;
      this.end();
      from = end + 1;
    }
    const to = bytes.lastIndexOf(LF) + 1;
    if (to > from) this.take(bytes, from, to);
    this.#keep(bytes, Math.max(from, to), bytes.length);
  }

  /** Ends the unfinished line. */
  end(): void {
    if (this.#carried === 0) return;
    const line = Buffer.concat([...this.#carry, Buffer.of(LF)]);
    this.#carry = [];
    this.#carried = 0;
    this.take(line, 0, line.length);
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const end = Math.min(to, from + MAX_LINE_BYTES - this.#carried);
    if (end <= from) return;
    this.#carry.push(Buffer.from(bytes.subarray(from, end)));
    this.#carried += end - from;
  }
}
