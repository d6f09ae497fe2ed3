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

/** What a source is: the actions of its row go by it. */
export type SourceKind = 'terminals' | 'tasks' | 'debug' | 'kernel' | 'log' | 'pasted';

/**
 * `reading`: what is printed there is decoded. `waiting`: there is nothing to read yet. `paused`: by a
 * person, who can have it go on. `off`: nobody asked for it, or a setting says no. `failed`: it cannot
 * be read; `trouble` says why.
 */
export type SourceState = 'reading' | 'waiting' | 'paused' | 'off' | 'failed';

/** The trap that a source has told of last. */
export interface LastTrap {
  readonly key: string;
  readonly title: string;
  /** Milliseconds since the epoch; null where no line says when. */
  readonly time: number | null;
}

/**
 * A place where refused calls are printed, watched for this window: the terminals, one log file. A
 * further kind of source is one more class of these, added to `Watchers` by its own `register`.
 */
export interface Watcher {
  /** Stable, unique in the window: `terminals`, the path of a log file. */
  readonly id: string;
  readonly kind: SourceKind;
  readonly state: SourceState;
  /** What a person is shown. One line. */
  readonly label: string;
  readonly trouble: Trouble | null;
  /** What a person has to run so that it can be read: one command line; null where there is none. */
  readonly remedy: string | null;
  /** So many records of refused calls were decoded since the window was loaded. */
  readonly records: number;
  readonly last: LastTrap | null;
  /** True where a person or a setting asked for this very source. */
  readonly chosen: boolean;
  /** `state` or `trouble` is different. */
  readonly onDidChange: vscode.Event<void>;
  /** `records` or `last` is different; often. */
  readonly onDidRead: vscode.Event<void>;
  /** Shows where this evidence was printed; false where it is not from here or is gone. */
  reveal(evidence: Pick<Evidence, 'origin'>): boolean;
  /** Reads nothing more until it is to go on; a source that keeps what it is given goes on there. */
  setPaused(paused: boolean): void | Promise<void>;
  /** Stops watching. */
  dispose(): void;
}

/** Memento of the ids of the sources that a person has paused. */
const PAUSED = 'watch.paused';

/** The sources that are watched in this window. Owns them. */
export class Watchers extends Disposable {
  readonly #changed = this.register(new vscode.EventEmitter<void>());
  readonly #read = this.register(new vscode.EventEmitter<void>());
  readonly #watchers = new Map<string, { watcher: Watcher; listener: vscode.Disposable }>();

  /** A source was added, removed, or has changed its state. */
  readonly onDidChange = this.#changed.event;
  /** A source has read records; often. */
  readonly onDidRead = this.#read.event;

  /** @param memento remembers over a reload what a person has paused */
  constructor(private readonly memento: vscode.Memento | undefined) {
    super();
  }

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
    const listener = vscode.Disposable.from(
      watcher.onDidChange(() => {
        this.#changed.fire();
      }),
      watcher.onDidRead(() => {
        this.#read.fire();
      }),
    );
    this.#watchers.set(watcher.id, { watcher, listener });
    this.#changed.fire();
  }

  byId(id: string): Watcher | undefined {
    return this.#watchers.get(id)?.watcher;
  }

  /** Whether a person has paused the source of this id, in this window or before it was loaded again. */
  isPaused(id: string): boolean {
    return this.#paused.includes(id);
  }

  async setPaused(id: string, paused: boolean): Promise<void> {
    await this.byId(id)?.setPaused(paused);
    const others = this.#paused.filter((each) => each !== id);
    await this.memento?.update(PAUSED, paused ? [...others, id] : others);
  }

  get #paused(): readonly string[] {
    return this.memento?.get<readonly string[]>(PAUSED, []) ?? [];
  }

  remove(id: string): void {
    this.release(id)?.dispose();
  }

  /** Takes the source out of the list; it is the caller's from now on. */
  release(id: string): Watcher | undefined {
    const known = this.#watchers.get(id);
    if (!known) return undefined;
    this.#watchers.delete(id);
    known.listener.dispose();
    this.#changed.fire();
    return known.watcher;
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
