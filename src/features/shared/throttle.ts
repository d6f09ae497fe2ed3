import type * as vscode from 'vscode';

/** An action has one part in so many of the time. */
const SHARE = 4;

/**
 * Calls `action` at once on the first request and at most once every `interval` ms after it: a burst
 * of log lines redraws the views a few times a second, a single one is shown without delay. An action
 * that takes long comes less often, so that most of the time is left to others.
 */
export class Throttle implements vscode.Disposable {
  #timer: NodeJS.Timeout | undefined;
  #again = false;

  constructor(
    private readonly action: () => void,
    private readonly interval: number,
  ) {}

  request(): void {
    if (this.#timer) {
      this.#again = true;
      return;
    }
    const begun = performance.now();
    // While it runs, requests are for the next time.
    this.#wait(this.interval);
    this.action();
    const longer = (performance.now() - begun) * SHARE;
    if (longer > this.interval && this.#isWaiting()) this.#wait(longer);
  }

  /** Asked after the action, which may have disposed of this. */
  #isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  #wait(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.request();
    }, ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }
}
