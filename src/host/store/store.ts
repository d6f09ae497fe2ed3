import { readdir } from 'node:fs/promises';
import { SourceError } from '../source-file';
import { keyOf, openFolder, realSource } from './folder';
import { Hold } from './hold';
import { isLocked, lockSource } from './lock';
import { RECORD_NAME, storeFolder } from './place';
import { readRecord, type SourceRecord } from './record';
import { readKept, stateOf } from './restoration';

/** A source that the tool has changed and nobody has restored, with nobody at work on it. */
export interface Leftover {
  /** Its real path. */
  readonly source: string;
  /** `ours`: as the tool left it. `edited`: by somebody, since. `gone`: no longer there. */
  readonly state: 'ours' | 'edited' | 'gone';
  /** What was at work, in words, and since when (ISO 8601). */
  readonly by: string;
  readonly since: string;
}

/** What was found at a start. A problem is one sentence. */
export interface Found {
  readonly leftovers: readonly Leftover[];
  readonly problems: readonly string[];
}

/**
 * The sources that the tool has loosened, for the editor and the command line alike. A change goes
 *
 *     const hold = await store.hold(path, 'seccomp-lens action');
 *     try { await hold.write(loosened, version); … await hold.restore(); } finally { await hold.release(); }
 *
 * and a kill at any moment leaves what `leftovers()` finds.
 */
export class SourceStore {
  /** @param folder by default this user's */
  constructor(readonly folder: string = storeFolder(process.env)) {}

  /**
   * Takes a source for this process alone.
   * @param by what is at work, in words
   * @throws SourceInUse where somebody else has it; SourceError where the store cannot be used
   */
  async hold(path: string, by: string): Promise<Hold> {
    const source = await realSource(path);
    await openFolder(this.folder);
    const key = keyOf(source);
    const release = await lockSource(this.folder, key, source);
    return new Hold(this.folder, key, source, by, release);
  }

  /** Takes a source for the time of one piece of work. */
  async holding<T>(path: string, by: string, work: (hold: Hold) => Promise<T>): Promise<T> {
    const hold = await this.hold(path, by);
    try {
      return await work(hold);
    } finally {
      await hold.release();
    }
  }

  /**
   * What is kept of a source; null where the tool has not changed it.
   * @throws SourceError where that cannot be read
   */
  async kept(path: string): Promise<SourceRecord | null> {
    return readRecord(this.folder, keyOf(await realSource(path)));
  }

  /**
   * All sources that are still as the tool changed them and that nobody is at work on. What was
   * restored but not yet forgotten is forgotten.
   */
  async leftovers(): Promise<Found> {
    const leftovers: Leftover[] = [];
    const problems: string[] = [];
    for (const name of await readdir(this.folder).catch(() => [])) {
      const key = RECORD_NAME.exec(name)?.[1];
      if (key === undefined || (await isLocked(this.folder, key))) continue;
      try {
        const leftover = await this.#leftover(key);
        if (leftover) leftovers.push(leftover);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        problems.push(error.message);
      }
    }
    return { leftovers, problems };
  }

  async #leftover(key: string): Promise<Leftover | null> {
    const record = await readRecord(this.folder, key);
    if (!record) return null;
    const state = stateOf(record, await readKept(record.source));
    const { source, by, since } = record;
    if (state !== 'done') return { source, state, by, since };
    await this.holding(source, by, (hold) => hold.restore());
    return null;
  }
}
