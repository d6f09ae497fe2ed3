import { highOf, lowOf } from '../records/address';
import type { RefusalRecord } from '../records/record';
import { momentOf } from './clock';
import type { GrowingTrap } from './growing-trap';
import { STEP_MS, type Party } from './party';

/** The columns of a row, and how many there are. */
const PID = 0;
const IP = 1;
const TIME = 2;
const SECOND = 3;
const CLOCK = 4;
const COUNT = 5;
const COLUMNS = 6;

/** Stands for null in a column: no value of any. */
const NONE = -Infinity;
/** The fewest rows that there is room for. */
const LEAST = 64;
/** How many rows of one time are looked through one by one. */
const SAME_TIME = 16;

/**
 * The parties of one call that one witness told of, in order of first sight. A busy log has as many as
 * records, and where no other witness comes nobody ever looks at them, so they are rows of numbers.
 * While the rows are in order of time, as those of most logs stay, an event's row can only be one of
 * the last ones; an index is made for the first event of another order.
 */
export class Parties {
  #traps: GrowingTrap[] = [];
  #rows = new Float64Array(LEAST * COLUMNS);
  /** By hash: the number of a row from 1 on, 0 for none. Null while there was no need for it. */
  #index: Int32Array | null = null;
  /** The event that is being looked for, in the columns' order. */
  readonly #event = new Float64Array(COLUMNS);

  /** @param most how many rows there are at most */
  constructor(private readonly most: number) {}

  get size(): number {
    return this.#traps.length;
  }

  /** One event more. @param arrived as for `TrapJoiner.add` */
  add(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    this.#read(record, arrived);
    this.#add(trap, 1);
  }

  /** Takes an event back; whether it was there. */
  remove(trap: GrowingTrap, record: RefusalRecord, arrived: number | null): void {
    this.#read(record, arrived);
    const row = this.#rowOf(trap);
    if (row === -1) return;
    const count = row * COLUMNS + COUNT;
    const left = (this.#rows[count] ?? 0) - 1;
    this.#rows[count] = left;
    if (left === 0) this.replace(this.all());
  }

  all(): Party[] {
    return this.#traps.flatMap((trap, row) => {
      const party = this.#party(trap, row * COLUMNS);
      return party.count === 0 ? [] : [party];
    });
  }

  /** Forgets all but the latest `kept`. */
  keepLatest(kept: number): void {
    const first = this.#traps.length - kept;
    if (first <= 0) return;
    this.#traps = this.#traps.slice(first);
    this.#rows.copyWithin(0, first * COLUMNS, (first + kept) * COLUMNS);
    if (this.#index !== null) this.#indexAll();
  }

  /** These are all, each of one trap. */
  replace(parties: readonly Party[]): void {
    this.#traps = [];
    this.#index = null;
    for (const { traps, pid, ip, time, moment, count } of parties) {
      const [trap] = traps;
      if (trap === undefined) continue;
      this.#event.set([pid, ip, time, moment.second, moment.clock].map((it) => it ?? NONE));
      this.#add(trap, count);
    }
  }

  #read(record: RefusalRecord, arrived: number | null): void {
    const event = this.#event;
    const { pid, time } = record;
    event[PID] = pid ?? NONE;
    event[IP] = addressOf(record);
    event[TIME] = time === null ? NONE : Math.floor(time / STEP_MS) * STEP_MS;
    const { second, clock } = momentOf(record, arrived);
    event[SECOND] = second ?? NONE;
    event[CLOCK] = clock ?? NONE;
  }

  #add(trap: GrowingTrap, count: number): void {
    const known = this.#rowOf(trap);
    if (known !== -1) {
      const at = known * COLUMNS + COUNT;
      this.#rows[at] = (this.#rows[at] ?? 0) + count;
      return;
    }
    const row = this.#traps.length;
    if (row * COLUMNS === this.#rows.length) this.#grow();
    this.#event[COUNT] = count;
    for (let i = 0; i < COLUMNS; i++) this.#rows[row * COLUMNS + i] = this.#event[i] ?? 0;
    this.#traps.push(trap);
    if (this.#index !== null) this.#index[this.#slotOf(this.#index, trap)] = row + 1;
  }

  /** The event's row, or -1. */
  #rowOf(trap: GrowingTrap): number {
    const last = this.#index === null ? this.#lastRowOf(trap) : null;
    if (last !== null) return last;
    const index = this.#index ?? this.#indexAll();
    return (index[this.#slotOf(index, trap)] ?? 0) - 1;
  }

  /** The same where the last rows, which are in order of time, tell it; else null. */
  #lastRowOf(trap: GrowingTrap): number | null {
    const time = this.#event[TIME] ?? NONE;
    const last = this.#traps.length - 1;
    for (let row = last; row >= 0; row--) {
      const its = this.#rows[row * COLUMNS + TIME] ?? NONE;
      if (its < time) return -1;
      if (its > time || row === last - SAME_TIME) return null;
      if (this.#traps[row] === trap && this.#isEvent(row * COLUMNS)) return row;
    }
    return -1;
  }

  /** Where in the index the event's row stands, or else could. */
  #slotOf(index: Int32Array, trap: GrowingTrap): number {
    const mask = index.length - 1;
    for (let slot = hashOf(trap, this.#event, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = (index[slot] ?? 0) - 1;
      if (row < 0 || (this.#traps[row] === trap && this.#isEvent(row * COLUMNS))) return slot;
    }
  }

  #isEvent(at: number): boolean {
    for (let i = PID; i < COUNT; i++) if (this.#rows[at + i] !== this.#event[i]) return false;
    return true;
  }

  #grow(): void {
    const rows = this.#rows;
    this.#rows = new Float64Array(Math.min(2 * rows.length, this.most * COLUMNS));
    this.#rows.set(rows);
    if (this.#index !== null) this.#indexAll();
  }

  #indexAll(): Int32Array {
    // Half of it stays empty at least.
    const slots = 2 ** Math.ceil(Math.log2((2 * this.#rows.length) / COLUMNS));
    const index = this.#index?.length === slots ? this.#index.fill(0) : new Int32Array(slots);
    for (const [row, trap] of this.#traps.entries()) {
      // No two rows are the same, so nothing needs to be compared.
      let slot = hashOf(trap, this.#rows, row * COLUMNS) & (slots - 1);
      while (index[slot] !== 0) slot = (slot + 1) & (slots - 1);
      index[slot] = row + 1;
    }
    this.#index = index;
    return index;
  }

  #party(trap: GrowingTrap, at: number): Party {
    const of = (column: number): number | null => {
      const value = this.#rows[at + column] ?? NONE;
      return value === NONE ? null : value;
    };
    const { action, comm, exe, request } = trap;
    return {
      ...{ traps: [trap], action, comm, exe, request },
      pid: of(PID),
      ip: of(IP),
      time: of(TIME),
      moment: { second: of(SECOND), clock: of(CLOCK) },
      count: this.#rows[at + COUNT] ?? 0,
    };
  }
}

/** Of the columns whose values differ most. */
function hashOf(trap: GrowingTrap, row: Float64Array, at: number): number {
  let hash = trap.order;
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
