import { highOf, lowOf } from '../records/address';
import type { RefusalRecord } from '../records/record';
import { momentOf, QUARTER, type Moment } from './clock';
import type { GrowingTrap } from './growing-trap';
import { STEP_MS, type Party } from './party';

/** The columns of a row, and how many there are; a trap stands there by its order. */
const TRAP = 0;
const PID = 1;
const IP = 2;
const TIME = 3;
/** Whole seconds since the epoch; where only the clock is known, that below zero. */
const WHEN = 4;
const COUNT = 5;
const COLUMNS = 6;

/** Stands for null in a column: no value of any. */
const NONE = -Infinity;
/** The fewest rows that there is room for. */
const LEAST = 64;
/** How many times as many there are when these are too few: of what is left behind, little. */
const GROWTH = 8;
/** How many rows of one time are looked through one by one. */
const SAME_TIME = 16;

/**
 * The parties of one call that one witness told of, in order of first sight. A busy log has as many as
 * records, and where no other witness comes nobody ever looks at them, so they are rows of numbers.
 * While the rows are in order of time, as those of most logs stay, an event's row can only be one of
 * the last ones; an index is made for the first event of another order.
 */
export class Parties {
  readonly #traps = new Map<number, GrowingTrap>();
  #size = 0;
  #rows = new Float64Array(LEAST * COLUMNS);
  /** By hash: the number of a row from 1 on, 0 for none. Null while there was no need for it. */
  #index: Int32Array | null = null;
  /** The event that is being looked for, in the columns' order. */
  readonly #event = new Float64Array(COLUMNS);

  /** @param most how many rows there are at most */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#size;
  }

  /** One event more. @param arrived as for `TrapJoiner.add` */
  add(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    this.#read(trap, record, arrived);
    this.#add(trap, 1);
  }

  /** Takes an event back; whether it was there. */
  remove(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    this.#read(trap, record, arrived);
    const row = this.#rowOf();
    if (row === -1) return;
    const count = row * COLUMNS + COUNT;
    const left = (this.#rows[count] ?? 0) - 1;
    this.#rows[count] = left;
    if (left === 0) this.replace(this.all());
  }

  all(): Party[] {
    const all = Array.from({ length: this.#size }, (_, row) => this.#party(row * COLUMNS));
    return all.filter(({ count }) => count > 0);
  }

  /** Forgets all but the latest `kept`. */
  keepLatest(kept: number): void {
    const first = this.#size - kept;
    if (first <= 0) return;
    this.#size = kept;
    this.#rows.copyWithin(0, first * COLUMNS, (first + kept) * COLUMNS);
    if (this.#index !== null) this.#indexAll();
  }

  /** These are all, each of one trap. */
  replace(parties: readonly Party[]): void {
    this.#size = 0;
    this.#index = null;
    for (const { traps, pid, ip, time, moment, count } of parties) {
      const [trap] = traps;
      if (trap === undefined) continue;
      const when = moment.second ?? (moment.clock === null ? null : -1 - moment.clock);
      this.#event.set([trap.order, pid, ip, time, when].map((it) => it ?? NONE));
      this.#add(trap, count);
    }
  }

  #read(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    const event = this.#event;
    const { pid, time } = record;
    event[TRAP] = trap.order;
    event[PID] = pid ?? NONE;
    event[IP] = addressOf(record);
    event[TIME] = time === null ? NONE : Math.floor(time / STEP_MS) * STEP_MS;
    const { second, clock } = momentOf(record, arrived);
    event[WHEN] = second ?? (clock === null ? NONE : -1 - clock);
  }

  #add(trap: GrowingTrap, count: number): void {
    const known = this.#rowOf();
    if (known !== -1) {
      const at = known * COLUMNS + COUNT;
      this.#rows[at] = (this.#rows[at] ?? 0) + count;
      return;
    }
    const row = this.#size;
    if (row * COLUMNS === this.#rows.length) this.#grow();
    this.#event[COUNT] = count;
    for (let i = 0; i < COLUMNS; i++) this.#rows[row * COLUMNS + i] = this.#event[i] ?? 0;
    if (!this.#traps.has(trap.order)) this.#traps.set(trap.order, trap);
    this.#size++;
    if (this.#index !== null) this.#index[this.#slotOf(this.#index)] = row + 1;
  }

  /** The event's row, or -1. */
  #rowOf(): number {
    const last = this.#index === null ? this.#lastRowOf() : null;
    if (last !== null) return last;
    const index = this.#index ?? this.#indexAll();
    return (index[this.#slotOf(index)] ?? 0) - 1;
  }

  /** The same where the last rows, which are in order of time, tell it; else null. */
  #lastRowOf(): number | null {
    const time = this.#event[TIME] ?? NONE;
    const last = this.#size - 1;
    for (let row = last; row >= 0; row--) {
      const its = this.#rows[row * COLUMNS + TIME] ?? NONE;
      if (its < time) return -1;
      if (its > time || row === last - SAME_TIME) return null;
      if (this.#isEvent(row * COLUMNS)) return row;
    }
    return -1;
  }

  /** Where in the index the event's row stands, or else could. */
  #slotOf(index: Int32Array): number {
    const mask = index.length - 1;
    for (let slot = hashOf(this.#event, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = (index[slot] ?? 0) - 1;
      if (row < 0 || this.#isEvent(row * COLUMNS)) return slot;
    }
  }

  #isEvent(at: number): boolean {
    for (let i = TRAP; i < COUNT; i++) if (this.#rows[at + i] !== this.#event[i]) return false;
    return true;
  }

  #grow(): void {
    const rows = this.#rows;
    this.#rows = new Float64Array(Math.min(GROWTH * rows.length, this.most * COLUMNS));
    this.#rows.set(rows);
    if (this.#index !== null) this.#indexAll();
  }

  #indexAll(): Int32Array {
    // Half of it stays empty at least.
    const slots = 2 ** Math.ceil(Math.log2((2 * this.#rows.length) / COLUMNS));
    const index = this.#index?.length === slots ? this.#index.fill(0) : new Int32Array(slots);
    for (let row = 0; row < this.#size; row++) {
      // No two rows are the same, so nothing needs to be compared.
      let slot = hashOf(this.#rows, row * COLUMNS) & (slots - 1);
      while (index[slot] !== 0) slot = (slot + 1) & (slots - 1);
      index[slot] = row + 1;
    }
    this.#index = index;
    return index;
  }

  #party(at: number): Party {
    const trap = this.#traps.get(this.#rows[at + TRAP] ?? NONE);
    if (trap === undefined) throw new Error('unreachable: a row is of a trap that was added');
    const of = (column: number): number | null => {
      const value = this.#rows[at + column] ?? NONE;
      return value === NONE ? null : value;
    };
    const { action, comm, exe, request } = trap;
    return {
      traps: [trap],
      action,
      comm,
      exe,
      request,
      pid: of(PID),
      ip: of(IP),
      time: of(TIME),
      moment: momentIn(of(WHEN)),
      count: this.#rows[at + COUNT] ?? 0,
    };
  }
}

function momentIn(when: number | null): Moment {
  if (when === null) return { second: null, clock: null };
  return when < 0 ? { second: null, clock: -1 - when } : { second: when, clock: when % QUARTER };
}

/** Of the columns whose values differ most. */
function hashOf(row: Float64Array, at: number): number {
  let hash = row[at + TRAP] ?? 0;
  for (let i = PID; i <= TIME; i++) {
    const value = row[at + i] ?? 0;
    hash = Math.imul(hash ^ (value | 0) ^ ((value / 0x100000000) | 0), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** Rounded to a double. */
function addressOf(record: RefusalRecord): number {
  if (record.ipLow === undefined && record.ip === null) return NONE;
  return (highOf(record) >>> 0) * 0x100000000 + (lowOf(record) >>> 0);
}
