import type * as vscode from 'vscode';
import { Pause } from './pause';
import type { Turns } from './turns';

/**
 * A change of a tree that is told within 200 ms of another one the editor puts off until 200 ms have
 * passed without any (`debounce(…, 200, true)` in its extension host). One that is told after that time
 * is drawn at once.
 */
const EDITOR_WAITS_MS = 205;

/** Looks for changes of a tree when the editor draws them at once. */
export class TreePace implements vscode.Disposable {
  readonly #pause: Pause;
  #isDisposed = false;

  /**
   * @param refresh tells the editor what is different, if anything, and calls `told` then
   * @param turns of which a refresh that was put off takes one: others have works of the same moment
   */
  constructor(
    private readonly refresh: () => void,
    turns: Pick<Turns, 'run'>,
  ) {
    this.#pause = new Pause(() => {
      turns.run(() => {
        if (!this.#isDisposed) this.request();
      });
    });
  }

  /** Refreshes now, or as soon as the editor waits no more. */
  request(): void {
    if (!this.#pause.putsOff()) this.refresh();
  }

  /** The editor has been told of a change, and puts off the next. */
  told(): void {
    this.#pause.begin(EDITOR_WAITS_MS);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#pause.dispose();
  }
}
