import * as path from 'node:path';
import type { CrateStore } from '../../host/crate-files';

/** So long nothing is asked for twice, where nobody tells of it: a Cargo.toml, a file behind a link. */
const GOOD_MS = 2000;

/** What was asked of one path. */
interface Asked {
  exists?: Promise<boolean>;
  text?: { readonly root: string; readonly found: Promise<string | null> };
}

/**
 * What was found where crates' files are looked for, kept while a source is typed in: the file system
 * takes longer to say the same after each letter than reading the source does.
 */
export class RecentLooks {
  readonly #asked = new Map<string, Asked>();
  #timer: NodeJS.Timeout | undefined;

  /** A store that is asked for each thing once. */
  through(store: CrateStore): CrateStore {
    return {
      exists: (file) => {
        const asked = this.#at(file);
        return (asked.exists ??= store.exists(file));
      },
      read: (file, root) => {
        const asked = this.#at(file);
        if (asked.text?.root !== root) asked.text = { root, found: store.read(file, root) };
        return asked.text.found;
      },
    };
  }

  /** A file is different, or a folder with all that was in it: whoever asks next asks the store. */
  forget(changed: string): void {
    this.#asked.delete(changed);
    if (path.extname(changed) === '.rs') return;
    for (const file of this.#asked.keys()) {
      if (file.startsWith(changed + path.sep)) this.#asked.delete(file);
    }
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked.clear();
  }

  #at(file: string): Asked {
    // A window that is closed need not wait for it.
    this.#timer ??= setTimeout(() => {
      this.clear();
    }, GOOD_MS).unref();
    const known = this.#asked.get(file) ?? {};
    this.#asked.set(file, known);
    return known;
  }
}
