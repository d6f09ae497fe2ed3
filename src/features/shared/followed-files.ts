import * as path from 'node:path';
import { RecentLooks } from './recent-looks';

/** A reading of one source that is under way. */
export interface Following {
  readonly source: string;
  /** Where files of its crate were looked for. */
  readonly looked: Set<string>;
  /** What has changed since it began. */
  readonly touched: Set<string>;
  /** What was found there a moment ago. */
  readonly recent: RecentLooks;
}

/** At which paths the files of each source's crate were looked for, and which sources are out of date. */
export class FollowedFiles {
  readonly #looked = new Map<string, ReadonlySet<string>>();
  readonly #stale = new Set<string>();
  readonly #underWay = new Set<Following>();
  readonly #recent = new RecentLooks();

  begin(source: string): Following {
    const following: Following = {
      source,
      looked: new Set([source]),
      touched: new Set(),
      recent: this.#recent,
    };
    this.#underWay.add(following);
    return following;
  }

  /** The reading is over; its source is up to date unless something that it looked at has changed. */
  end(following: Following): void {
    this.#underWay.delete(following);
    const { source, looked, touched } = following;
    this.#looked.set(source, looked);
    if ([...touched].some((changed) => holds(looked, changed))) this.#stale.add(source);
    else this.#stale.delete(source);
  }

  abandon(following: Following): void {
    this.#underWay.delete(following);
  }

  /** A file or folder is different, is new or is gone. @returns the sources that are to be read again */
  touch(changed: string): string[] {
    this.#recent.forget(changed);
    for (const { touched } of this.#underWay) touched.add(changed);
    const found = [...this.#looked].filter(([, looked]) => holds(looked, changed));
    return found.map(([source]) => {
      this.#stale.add(source);
      return source;
    });
  }

  /** What is around a source may be different. */
  doubt(source: string): void {
    this.#recent.clear();
    this.#stale.add(source);
    for (const one of this.#underWay) if (one.source === source) one.touched.add(source);
  }

  isStale(source: string): boolean {
    return this.#stale.has(source);
  }

  forget(source: string): void {
    this.#looked.delete(source);
    this.#stale.delete(source);
  }
}

function holds(looked: ReadonlySet<string>, changed: string): boolean {
  if (looked.has(changed)) return true;
  // A folder, with all that was in it.
  if (path.extname(changed) === '.rs') return false;
  return [...looked].some((one) => one.startsWith(changed + path.sep));
}
