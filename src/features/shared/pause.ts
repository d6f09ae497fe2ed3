import type * as vscode from 'vscode';

/** A time in which nothing is done: what is asked for meanwhile is done once, at its end. */
export class Pause implements vscode.Disposable {
  #timer: NodeJS.Timeout | undefined;
  #isAsked = false;

  /** @param atEnd is called if something was asked for */
  constructor(private readonly atEnd: () => void) {}

  get lasts(): boolean {
    return this.#timer !== undefined;
  }

  /** Whether it lasts: what is asked for is then done at its end. */
  putsOff(): boolean {
    this.#isAsked ||= this.lasts;
    return this.lasts;
  }

  /** Begins, or begins anew. */
  begin(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (!this.#isAsked) return;
      this.#isAsked = false;
      this.atEnd();
    }, ms);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isAsked = false;
  }
}
