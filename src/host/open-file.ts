import type { Stats } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';

/** How many bytes at its beginning, and how many of the last read, tell whether a file is still the
 * one that was read. */
export const MEMORY_BYTES = 256;
/** No file system's clock is coarser (FAT's has steps of two seconds). */
const CLOCK_TICK_MS = 2000;

/** A file that is being read as it grows, and how far it was read. */
export class OpenFile {
  readonly #identity: string;
  #position = 0;
  /** The file's first bytes, as far as they were read. */
  #first: Buffer = Buffer.alloc(0);
  /** The last bytes before `#position`, as they were read. */
  #last: Buffer = Buffer.alloc(0);
  /** When it was last written, by the last look; -1 where it may have been written again since. */
  #written = -1;

  constructor(
    readonly handle: FileHandle,
    stats: Stats,
  ) {
    this.#identity = identityOf(stats);
  }

  /** How far it was read, in bytes. */
  get position(): number {
    return this.#position;
  }

  isSame(stats: Stats): boolean {
    return identityOf(stats) === this.#identity;
  }

  /** Leaves out everything before `position`, in bytes. */
  async skipTo(position: number): Promise<void> {
    this.#first = await bytesAt(this.handle, 0, Math.min(position, MEMORY_BYTES));
    const near = Math.min(position, MEMORY_BYTES);
    this.#last = await bytesAt(this.handle, position - near, near);
    this.#position = position;
  }

  /**
   * The next bytes, a view of `into`, which is larger than `MEMORY_BYTES`; null where the bytes that
   * were read before them are not before them any more. One read takes both: were they asked for
   * one after the other, a file that is cut and written anew in between would lose its first bytes.
   */
  async read(into: Buffer): Promise<Uint8Array | null> {
    const before = this.#last.length;
    const { bytesRead } = await this.handle.read(into, 0, into.length, this.#position - before);
    if (!into.subarray(0, Math.min(bytesRead, before)).equals(this.#last)) return null;
    const next = into.subarray(before, bytesRead);
    if (this.#first.length < MEMORY_BYTES && this.#first.length === this.#position) {
      const room = MEMORY_BYTES - this.#first.length;
      this.#first = Buffer.concat([this.#first, next.subarray(0, room)]);
    }
    this.#last = Buffer.from(into.subarray(Math.max(0, bytesRead - MEMORY_BYTES), bytesRead));
    this.#position += next.length;
    return next;
  }

  /** Whether it was cut or written anew, also where it has since grown beyond what was read. */
  async wasRewritten(): Promise<boolean> {
    const { size, mtimeMs } = await this.handle.stat();
    if (size < this.#position) return true;
    if (mtimeMs === this.#written) return false;
    // Two changes within one tick of the file system's clock leave the same time.
    this.#written = Date.now() - mtimeMs > CLOCK_TICK_MS ? mtimeMs : -1;
    return !(await this.isBeginningOf(this.handle));
  }

  /** Whether what was read of this file stands in `other` too, at the same place. */
  async isBeginningOf(other: FileHandle): Promise<boolean> {
    const { length } = this.#last;
    const [first, last] = [
      await bytesAt(other, 0, this.#first.length),
      await bytesAt(other, this.#position - length, length),
    ];
    return first.equals(this.#first) && last.equals(this.#last);
  }

  /** Counts `bytes` as read, from a copy of this file; how far it is read now. */
  advance(bytes: number): number {
    this.#position += bytes;
    return this.#position;
  }

  rewind(): void {
    this.#position = 0;
    this.#first = Buffer.alloc(0);
    this.#last = Buffer.alloc(0);
  }
}

async function bytesAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

function identityOf(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}
