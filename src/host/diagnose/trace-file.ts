import type { FileHandle } from 'node:fs/promises';
import type { CallTrace } from '../../core/diagnose/call-trace';
import { openOrNull } from '../maybe-file';

const CHUNK_BYTES = 1 << 20;

/** Reads what strace writes, while it writes, into a `CallTrace`. */
export class TraceFile {
  #file: FileHandle | null = null;
  #at = 0;
  #reading: Promise<void> | null = null;
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);

  constructor(
    private readonly path: string,
    private readonly trace: CallTrace,
  ) {}

  /** Reads what there is by now. */
  read(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => (this.#reading = null));
    return this.#reading;
  }

  /** All of it was written. */
  async end(): Promise<void> {
    await this.#reading;
    await this.read();
    this.trace.end();
    await this.#file?.close();
  }

  async #readOn(): Promise<void> {
    this.#file ??= await openOrNull(this.path);
    // strace has not begun yet, or nothing was run under it.
    if (!this.#file) return;
    for (;;) {
      const { bytesRead } = await this.#file.read(this.#buffer, 0, CHUNK_BYTES, this.#at);
      if (bytesRead === 0) return;
      this.#at += bytesRead;
      this.trace.push(this.#buffer.subarray(0, bytesRead));
    }
  }
}
