import * as vscode from 'vscode';
import { Disposable } from './disposable';
import type { Turns } from './turns';

/** Then others have their turn; and from what time on a round is a long one. */
const SLICE_MS = 10;
/** Long rounds have one part in so many of the time. */
const SHARE = 4;

/**
 * Tells that something is different. Listeners that redraw are slow together where there is much to
 * redraw: what does not fit into some milliseconds is told in later turns of the event loop, each
 * listener as it comes, and those that are fast hear of it in one. A change that comes meanwhile is
 * told in one more round to all.
 */
export class SpreadEvent extends Disposable {
  /**
   * One emitter each: what a listener throws is the editor's to log, and none but its own trouble. With
   * what it took the last time, in ms.
   */
  readonly #emitters = new Map<vscode.EventEmitter<void>, number>();
  /** Of the round under way. */
  #left: vscode.EventEmitter<void>[] = [];
  #spent = 0;
  #state: 'idle' | 'telling' | 'resting' = 'idle';
  #again = false;
  #rest: NodeJS.Timeout | undefined;

  constructor(private readonly turns: Turns) {
    super();
  }

  readonly event = (listener: () => void): vscode.Disposable => {
    const emitter = new vscode.EventEmitter<void>();
    emitter.event(listener);
    this.#emitters.set(emitter, 0);
    return new vscode.Disposable(() => {
      this.#emitters.delete(emitter);
      emitter.dispose();
    });
  };

  fire(): void {
    if (this.disposed) return;
    if (this.#state !== 'idle') {
      this.#again = true;
      return;
    }
    this.#state = 'telling';
    this.#left = [...this.#emitters.keys()];
    this.#spent = 0;
    this.#tellInTurn();
  }

  override dispose(): void {
    clearTimeout(this.#rest);
    for (const emitter of this.#emitters.keys()) emitter.dispose();
    this.#emitters.clear();
    super.dispose();
  }

  #tellInTurn(): void {
    this.turns.run(() => {
      this.#tell();
    });
  }

  /** Tells some of those that are left. */
  #tell(): void {
    const begun = performance.now();
    let took = 0;
    for (;;) {
      const [next] = this.#left;
      const before = next && this.#emitters.get(next);
      // One that is slow has a turn to itself.
      if (!next || (took > 0 && took + (before ?? 0) >= SLICE_MS)) break;
      this.#left.shift();
      next.fire();
      const now = performance.now() - begun;
      if (this.#emitters.has(next)) this.#emitters.set(next, now - took);
      took = now;
    }
    this.#spent += took;
    if (this.#left.length > 0) {
      this.#tellInTurn();
      return;
    }
    this.#state = 'resting';
    if (this.#spent < SLICE_MS && !this.#again) this.#goOn();
    else {
      this.#rest = setTimeout(
        () => {
          this.#goOn();
        },
        this.#spent < SLICE_MS ? 0 : this.#spent * SHARE,
      );
    }
  }

  #goOn(): void {
    this.#state = 'idle';
    if (!this.#again) return;
    this.#again = false;
    this.fire();
  }
}
