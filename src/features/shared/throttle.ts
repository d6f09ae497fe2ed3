import type * as vscode from 'vscode';
import { Pause } from './pause';

/** An action has one part in so many of the time. */
const SHARE = 4;

/**
 * Calls `action` at once on the first request and at most once every `interval` ms after it: a burst
 * of log lines redraws the views a few times a second, a single one is shown without delay. An action
 * that takes long comes less often, so that most of the time is left to others.
 */
export class Throttle implements vscode.Disposable {
  readonly #pause = new Pause(() => {
    this.request();
  });

  constructor(
    private readonly action: () => void,
    private readonly interval: number,
  ) {}

  request(): void {
    if (this.#pause.putsOff()) return;
    const begun = performance.now();
    // While it runs, requests are for the next time.
    this.#pause.begin(this.interval);
    this.action();
    const longer = (performance.now() - begun) * SHARE;
    // The action may have disposed of this.
    if (longer > this.interval && this.#pause.lasts) this.#pause.begin(longer);
  }

  dispose(): void {
    this.#pause.dispose();
  }
}
