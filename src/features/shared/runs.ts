import type { Origin, Trap } from '../../core/traps/trap';

/** Times are milliseconds since the epoch. */
interface Sightings {
  /** Of the first; null where that was no live one, so that no run of this window is its own. */
  readonly first: number | null;
  /** Of the latest live one. */
  readonly last: number;
  /** How old the filter can be, at most, that refused the latest: the begin of its run. */
  readonly filter: number;
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
  /** The begin of the latest run in which something was refused. */
  #last: number | null = null;

  /** @param origin of all that this run will print, and of nothing else */
  begin(origin: Origin, now = Date.now()): void {
    this.#begun.set(origin, now);
    this.#started = now;
  }

  /** A record of this trap was read; `live` where it was printed just now. */
  see(key: string, origin: Origin, live: boolean, now = Date.now()): void {
    const before = this.#sightings.get(key);
    if (!live) {
      if (!before) this.#sightings.set(key, { first: null, last: 0, filter: 0 });
      return;
    }
    const run = this.#begun.get(origin);
    this.#last = later(this.#last, run ?? this.#started);
    this.#sightings.set(key, {
      first: before ? before.first : now,
      last: now,
      filter: Math.max(before?.filter ?? 0, run ?? now),
    });
  }

  /** First refused in the latest run, where others were refused before it. */
  isNew(trap: Keys): boolean {
    const begin = this.#last;
    if (begin === null || !this.#hasEarlier(begin)) return false;
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

  /** The latest live sighting; 0 where there is none. */
  lastSeen(trap: Keys): number {
    return Math.max(0, ...this.#of(trap).map(({ last }) => last));
  }

  clear(): void {
    this.#sightings.clear();
    this.#last = null;
  }

  #hasEarlier(begin: number): boolean {
    return [...this.#sightings.values()].some(({ first }) => first === null || first < begin);
  }

  #of({ key, parts = [] }: Keys): Sightings[] {
    const keys = new Set([key, ...parts]);
    return [...keys].flatMap((each) => this.#sightings.get(each) ?? []);
  }
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
