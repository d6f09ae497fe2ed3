import type * as vscode from 'vscode';

/**
 * Calls `action` at once on the first request and at most once every `interval` ms after it: a burst
 * of log lines redraws the views a few times a second, a single one is shown without delay.
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
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.request();
    }, this.interval);
    this.action();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#again = false;
  }
}
