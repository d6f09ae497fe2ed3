import * as vscode from 'vscode';
import type { Evidence } from '../../core/traps/trap';
import { Disposable } from './disposable';

/** Why a source gives nothing for now. */
export interface Trouble {
  /** One sentence that names the source. */
  readonly sentence: string;
  /** True where it cannot be read; false where there is only nothing in it yet. */
  readonly failed: boolean;
}

/**
 * A place where refused calls are printed, watched for this window: the terminals, one log file. A
 * further kind of source is one more class of these, added to `Watchers` by its own `register`.
 */
export interface Watcher {
  /** Stable, unique in the window: `terminals`, the path of a log file. */
  readonly id: string;
  /** What a person is shown. One line. */
  readonly label: string;
  readonly trouble: Trouble | null;
  /** True where a person or a setting asked for this very source. */
  readonly chosen: boolean;
  /** `trouble` is different. */
  readonly onDidChange: vscode.Event<void>;
  /** Shows where this evidence was printed; false where it is not from here or is gone. */
  reveal(evidence: Pick<Evidence, 'origin'>): boolean;
  /** Stops watching. */
  dispose(): void;
}

/** The sources that are watched in this window. Owns them. */
export class Watchers extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #watchers = new Map<string, { watcher: Watcher; listener: vscode.Disposable }>();

  /** A source was added, removed, or has changed its state. */
  readonly onDidChange = this.#changed.event;

  /** In the order in which they were added. */
  get all(): readonly Watcher[] {
    return [...this.#watchers.values()].map(({ watcher }) => watcher);
  }

  has(id: string): boolean {
    return this.#watchers.has(id);
  }

  /** Owns `watcher` from now on; one of the same id is replaced. */
  add(watcher: Watcher): void {
    this.remove(watcher.id);
    const listener = watcher.onDidChange(() => {
      this.#changed.fire();
    });
    this.#watchers.set(watcher.id, { watcher, listener });
    this.#changed.fire();
  }

  remove(id: string): void {
    const known = this.#watchers.get(id);
    if (!known) return;
    this.#watchers.delete(id);
    known.listener.dispose();
    known.watcher.dispose();
    this.#changed.fire();
  }

  reveal(evidence: Pick<Evidence, 'origin'>): boolean {
    return this.all.some((watcher) => watcher.reveal(evidence));
  }

  override dispose(): void {
    for (const { watcher, listener } of this.#watchers.values()) {
      listener.dispose();
      watcher.dispose();
    }
    this.#watchers.clear();
    super.dispose();
  }
}
