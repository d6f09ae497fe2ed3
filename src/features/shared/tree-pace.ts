import type * as vscode from 'vscode';

/**
 * A change of a tree that is told within 200 ms of another one the editor puts off until 200 ms have
 * passed without any (`debounce(…, 200, true)` in its extension host). One that is told after that time
 * is drawn at once.
 */
const EDITOR_WAITS_MS = 205;

/** Looks for changes of a tree when the editor draws them at once. */
export class TreePace implements vscode.Disposable {
  #waiting: NodeJS.Timeout | undefined;
  #again = false;

  /** @param refresh tells the editor what is different, if anything, and calls `told` then */
  constructor(private readonly refresh: () => void) {}

  /** Refreshes now, or as soon as the editor waits no more. */
  request(): void {
    if (this.#waiting) this.#again = true;
    else this.refresh();
  }

  /** The editor has been told of a change, and puts off the next. */
  told(): void {
    clearTimeout(this.#waiting);
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.refresh();
    }, EDITOR_WAITS_MS);
  }

  dispose(): void {
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    this.#again = false;
  }
}
