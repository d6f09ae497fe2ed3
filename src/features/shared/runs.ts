import type { Origin, Trap } from '../../core/traps/trap';

/**
 * Times are milliseconds since the epoch. One object a trap, for good: others in its place with each
 * record would be garbage that only a collection of the whole heap finds.
 */
interface Sightings {
  /** Of the first; null where nothing says when that was, so that no run is its own. */
  readonly first: number | null;
  /** Of the latest; 0 where nothing says it. */
  last: number;
  /** How old the filter can be, at most, that refused the latest: the begin of its run. */
  filter: number;
}

type Keys = Pick<Trap, 'key' | 'parts'>;

/**
 * Tells the traps of a run from those of the runs before. A run is a command in a terminal, a task or
 * a debug session; what a log or the kernel says meanwhile is of the same run. Runs in which nothing
 * is refused change nothing: a person may look around in the same terminal.
 */
export class Runs {
  readonly #begun = new WeakMap<Origin, number>();
  readonly #sightings = new Map<string, Sightings>();
  #started: number | null = null;
  /** Of the trap that was seen first; -Infinity where nothing says when one was. */
  #earliest = Infinity;
  /** The begin of the latest run in which something was refused. */
  #last: number | null = null;

  /** @param origin of all that this run will print, and of nothing else */
  begin(origin: Origin, now = Date.now()): void {
    this.#begun.set(origin, now);
    this.#started = now;
  }

  /**
   * A record of this trap was read.
   * @param moment when the call was refused: now, of what is being printed; else as the record says;
   *   null where nothing says it
   */
  see(key: string, origin: Origin, moment: number | null): void {
    const before = this.#sightings.get(key);
    if (!before) this.#earliest = Math.min(this.#earliest, moment ?? -Infinity);
    if (moment === null) {
      if (!before) this.#sightings.set(key, { first: null, last: 0, filter: 0 });
      return;
    }
    const run = this.#begun.get(origin);
    const begin = run ?? this.#started;
    if (begin !== null && begin <= moment) this.#last = Math.max(this.#last ?? begin, begin);
    const filter = run ?? moment;
    if (!before) {
      this.#sightings.set(key, { first: moment, last: Math.max(0, moment), filter });
      return;
    }
    before.last = Math.max(before.last, moment);
    before.filter = Math.max(before.filter, filter);
  }

  /** First refused in the latest run, where others were refused before it. */
  isNew(trap: Keys): boolean {
    const begin = this.#last;
    if (begin === null || this.#earliest >= begin) return false;
    return this.#of(trap).every(({ first }) => first !== null && first >= begin);
  }

  /** Not refused in the latest run. */
  isOld(trap: Keys): boolean {
    const begin = this.#last;
    return begin !== null && this.#of(trap).every(({ last }) => last < begin);
  }

  /** Refused by a filter that was installed after this moment, as far as can be told. */
  refusedSince(trap: Keys, moment: number): boolean {
    return this.#of(trap).some(({ filter }) => filter > moment);
  }

  /** When it was refused last; 0 where nothing says it. */
  lastSeen(trap: Keys): number {
    return Math.max(0, ...this.#of(trap).map(({ last }) => last));
  }

  clear(): void {
    this.#sightings.clear();
    this.#earliest = Infinity;
    this.#last = null;
  }

  #of({ key, parts = [] }: Keys): Sightings[] {
    const keys = new Set([key, ...parts]);
    return [...keys].flatMap((each) => this.#sightings.get(each) ?? []);
  }
}
