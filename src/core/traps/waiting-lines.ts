import { clocksAgree } from './clock';
import { Recent } from './recent';

/** How many events of one process at one instruction wait for their other line: the latest. */
const WAITING_KEPT = 1024;

/** The fewest places of the log. */
const LEAST = 1024;
/** How many times as many there are when these are too few: of what is left behind, little. */
const GROWTH = 8;

/**
 * Events that one kind of line has told and the other may still tell, by what they are and when. Most
 * logs have lines of one kind only, so they are only put down until the first line of the other kind.
 */
export class WaitingLines {
  readonly #size: number;
  /** The latest, by turns what and when; null once they are looked up. */
  #log: Float64Array | null = new Float64Array(2 * LEAST);
  #logged = 0;
  readonly #clocks: Recent<number[]>;

  /** @param size how many are remembered, at least half of it; a power of two */
  constructor(size: number) {
    this.#size = size;
    this.#clocks = new Recent(size);
  }

  /** @param clock NaN where it is not known, as in `take` */
  add(what: number, clock: number): void {
    const log = this.#log;
    if (log === null) {
      this.#wait(what, clock);
      return;
    }
    const full = 2 * this.#logged === log.length;
    const room = full && log.length < 2 * this.#size ? this.#grown(log) : log;
    const at = (2 * this.#logged) & (room.length - 1);
    room[at] = what;
    room[at + 1] = clock;
    this.#logged++;
  }

  /** Whether one waits that can be this event; it waits no longer. */
  take(what: number, clock: number): boolean {
    if (this.#logged === 0) return false;
    if (this.#log !== null) this.#lookUp(this.#log);
    const waiting = this.#clocks.get(what);
    const at = waiting?.findIndex((it) => clocksAgree(known(it), known(clock))) ?? -1;
    if (at !== -1) waiting?.splice(at, 1);
    return at !== -1;
  }

  clear(): void {
    this.#log = new Float64Array(2 * LEAST);
    this.#logged = 0;
    this.#clocks.clear();
  }

  #grown(log: Float64Array): Float64Array {
    this.#log = new Float64Array(Math.min(GROWTH * log.length, 2 * this.#size));
    this.#log.set(log);
    return this.#log;
  }

  #lookUp(log: Float64Array): void {
    this.#log = null;
    const first = Math.max(0, this.#logged - log.length / 2);
    for (let nth = first; nth < this.#logged; nth++) {
      const at = (2 * nth) & (log.length - 1);
      this.#wait(log[at] ?? 0, log[at + 1] ?? NaN);
    }
  }

  #wait(what: number, clock: number): void {
    const waiting = this.#clocks.get(what);
    if (waiting === undefined) this.#clocks.set(what, [clock]);
    else if (waiting.push(clock) > WAITING_KEPT) waiting.shift();
  }
}

function known(clock: number): number | null {
  return Number.isNaN(clock) ? null : clock;
}
