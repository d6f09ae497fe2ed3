import { Disposable } from './disposable';

/**
 * Gives out turns of the event loop: works that take milliseconds each do not come together in one,
 * whoever asks for them. The first is done at once, those that are asked for meanwhile one a turn.
 */
export class Turns extends Disposable {
  readonly #waiting: (() => void)[] = [];
  #next: NodeJS.Immediate | undefined;

  run(work: () => void): void {
    if (this.disposed) return;
    if (this.#next) {
      this.#waiting.push(work);
      return;
    }
    this.#await();
    work();
  }

  override dispose(): void {
    clearImmediate(this.#next);
    this.#waiting.length = 0;
    super.dispose();
  }

  #await(): void {
    this.#next = setImmediate(() => {
      this.#next = undefined;
      const work = this.#waiting.shift();
      if (!work) return;
      this.#await();
      work();
    });
  }
}
