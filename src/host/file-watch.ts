import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Tells of changes of one file, also of its coming and going, by a watch on its folder. */
export class FileWatch {
  readonly #path: string;
  readonly #onChange: () => void;
  #watcher: FSWatcher | null = null;

  constructor(path: string, onChange: () => void) {
    this.#path = path;
    this.#onChange = onChange;
  }

  /** Does nothing where it watches already; where it cannot, another call tries again. */
  start(): void {
    if (this.#watcher !== null) return;
    const name = basename(this.#path);
    try {
      const watcher = watch(dirname(this.#path), { persistent: false }, (_, changed) => {
        if (changed === null || changed === name) this.#onChange();
      });
      watcher.on('error', () => {
        this.stop();
      });
      this.#watcher = watcher;
    } catch {
      // No such folder yet, or no watches left.
    }
  }

  stop(): void {
    this.#watcher?.close();
    this.#watcher = null;
  }
}
