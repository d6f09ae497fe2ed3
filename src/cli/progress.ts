import { oneLine } from '../core/text/untrusted';
import type { CliIo } from './output';

/** What is read sooner needs no telling. */
const QUIET_MS = 1000;
const STEP_MS = 200;
/** Back to the line's beginning and clear it: ECMA-48, EL. */
const CLEAR = '\r\u001b[K';

/** How far one file is read, drawn over itself on standard error where that is a terminal. */
export class Progress {
  readonly #begin: number;
  #done = 0;
  #drawn = 0;

  /** @param total the file's bytes, 0 where it does not tell */
  constructor(
    private readonly path: string,
    private readonly total: number,
    private readonly io: Pick<CliIo, 'err' | 'progress'>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#begin = now();
  }

  advance(bytes: number): void {
    this.#done += bytes;
    if (!this.io.progress) return;
    const now = this.now();
    if (now - this.#begin < QUIET_MS || now - this.#drawn < STEP_MS) return;
    this.#drawn = now;
    this.io.err.write(`${CLEAR}${oneLine(this.path, 50)}: ${this.#words()}`);
  }

  /** Takes the line away: what is said next begins on an empty one. */
  end(): void {
    if (this.#drawn > 0) this.io.err.write(CLEAR);
    this.#drawn = 0;
  }

  #words(): string {
    const read = `${Math.floor(this.#done / 2 ** 20)} MiB`;
    if (this.total < this.#done) return `${read} read`;
    return `${Math.floor((100 * this.#done) / this.total)} % of ${Math.ceil(this.total / 2 ** 20)} MiB`;
  }
}
