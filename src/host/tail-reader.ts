import { openOrNull } from './maybe-file';
import type { OpenFile } from './open-file';

/** One read. */
const READ_BYTES = 128 * 1024;
/**
 * What is given in one turn of the event loop, and decoded in it: of traps that are all new 16 KiB take
 * some 5 ms. It begins with the least: the first 2 KiB of a window took 26 ms, in code that ran first.
 */
const GIVEN_LEAST = 512;
const GIVEN_MOST = 16 * 1024;
const GIVEN_MS = 5;

/** Whom a file is read for. */
export interface TailReading {
  /** The next bytes, cut anywhere. They are overwritten after the call. */
  onBytes(chunk: Uint8Array): void;
  /** The file was cut: what comes next is its first byte. */
  onCut(): void;
  /** Asked after every wait: nothing is read or given any more. */
  isOver(): boolean;
  /** Asked before each read: the file is read on later. */
  isPaused(): boolean;
  /** Comes back when others have had their turn of the event loop. */
  nextTurn(): Promise<void>;
}

/** Reads an open file on to where it ends now, through its being cut. */
export class TailReader {
  readonly #buffer = Buffer.alloc(READ_BYTES);
  /** Bytes of the next part: fewer after one that took long. */
  #given = GIVEN_LEAST;

  /** @param path beside which a copy of the file may stand */
  constructor(
    private readonly path: string,
    private readonly reading: TailReading,
  ) {}

  /** Reads to the end, unless it is paused; whether there was anything. */
  async readOn(file: OpenFile): Promise<boolean> {
    let grew = false;
    while (!this.reading.isOver() && !this.reading.isPaused()) {
      const next = (await file.wasRewritten()) ? null : await file.read(this.#buffer);
      if (next === null) {
        await this.#readCopy(file);
        file.rewind();
        this.reading.onCut();
        continue;
      }
      if (next.length === 0 || this.reading.isOver()) break;
      // Behind other parts it has a turn of its own, as they have.
      if (grew) await this.reading.nextTurn();
      grew = true;
      await this.#give(next);
    }
    return grew;
  }

  /** All of it, in parts that leave turns to others. */
  async #give(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (at > 0) await this.reading.nextTurn();
      if (this.reading.isOver()) return;
      const part = bytes.subarray(at, at + this.#given);
      at += part.length;
      const begun = performance.now();
      this.reading.onBytes(part);
      const isSlow = performance.now() - begun > GIVEN_MS;
      this.#given = isSlow
        ? Math.max(GIVEN_LEAST, this.#given / 2)
        : Math.min(GIVEN_MOST, this.#given * 2);
    }
  }

  /**
   * What a file had got between the last look and the moment at which it was cut is only in the copy
   * that logrotate's `copytruncate` made of it before. A copy of something else is left alone.
   */
  async #readCopy(file: OpenFile): Promise<void> {
    const copy = await openOrNull(`${this.path}.1`);
    if (copy === null) return;
    try {
      if (!(await file.isBeginningOf(copy))) return;
      for (;;) {
        const { bytesRead } = await copy.read(this.#buffer, 0, READ_BYTES, file.advance(0));
        if (bytesRead === 0 || this.reading.isOver()) return;
        file.advance(bytesRead);
        await this.#give(this.#buffer.subarray(0, bytesRead));
      }
    } finally {
      await copy.close();
    }
  }
}
