import { Disposable } from './disposable';

interface Waiting {
  readonly work: () => void;
  /** It only lets somebody go on, and is done when there are no more turns too. */
  readonly releases: boolean;
}

/**
 * Gives out turns of the event loop: works that take milliseconds each do not come together in one,
 * whoever asks for them. The first is done at once, those that are asked for meanwhile one a turn.
 */
export class Turns extends Disposable {
  readonly #waiting: Waiting[] = [];
  #next: NodeJS.Immediate | undefined;

  run(work: () => void): void {
    if (this.disposed) return;
    if (this.#next) {
      this.#waiting.push({ work, releases: false });
      return;
    }
    this.#beginSoon();
    work();
  }

  /** Comes back in a turn of its own. */
  next(): Promise<void> {
    if (this.disposed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push({ work: resolve, releases: true });
      if (!this.#next) this.#beginSoon();
    });
  }

  override dispose(): void {
    super.dispose();
    clearImmediate(this.#next);
    for (const { work, releases } of this.#waiting.splice(0)) if (releases) work();
  }

  /** What an immediate asks for comes in the next turn; what anything else asks for still in this one. */
  #beginSoon(): void {
    this.#next = setImmediate(() => {
      this.#await();
    });
  }

  #await(): void {
    this.#next = setImmediate(() => {
      this.#next = undefined;
      const first = this.#waiting.shift();
      if (!first) return;
      this.#await();
      first.work();
    });
  }
}
