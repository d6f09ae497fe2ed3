import type { LogDecoder } from '../core/records/decode';
import { decoding } from '../core/records/late';
import type { LogRecord } from '../core/records/record';

/** What belongs together is printed together: a stream that says nothing for so long is idle. */
const QUIET_MS = 200;

/** Decodes a stream as it is written, and gives what waits for more of it when nothing comes. */
export class LiveDecoder {
  readonly #give: (records: readonly LogRecord[]) => void;
  /** Made for the first that comes: most streams tell nothing. */
  #decoder: LogDecoder | null = null;
  #quiet: NodeJS.Timeout | null = null;

  /** @param give is called with one record at least, in the order of their lines */
  constructor(give: (records: readonly LogRecord[]) => void) {
    this.#give = give;
  }

  push(chunk: Uint8Array | string): void {
    this.#decoder ??= new (decoding().LogDecoder)();
    this.#hand(this.#decoder.push(chunk));
    if (this.#quiet !== null) {
      this.#quiet.refresh();
      return;
    }
    this.#quiet = setTimeout(() => {
      this.#hand(this.#decoder?.idle() ?? []);
    }, QUIET_MS);
    this.#quiet.unref();
  }

  /** The stream is over; what is pushed next is another one, whose lines count from 1. */
  end(): void {
    this.dispose();
    const over = this.#decoder;
    this.#decoder = null;
    this.#hand(over?.end() ?? []);
  }

  /** Nothing is given afterwards. */
  dispose(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = null;
  }

  #hand(records: readonly LogRecord[]): void {
    if (records.length > 0) this.#give(records);
  }
}
