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

/**
 * The parties of one call that one witness told of, in order of first sight. A busy log has as many as
 * records, and where no other witness comes nobody ever looks at them, so they are rows of numbers.
 */
export class Parties {
  #traps: GrowingTrap[] = [];
  #rows = new Float64Array(LEAST * COLUMNS);
  /** By hash: the number of a row from 1 on, 0 for none. */
  #index = new Int32Array(LEAST * 2);
  /** The event that is being looked for, in the columns' order. */
  readonly #event = new Float64Array(COLUMNS);

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
    const row = (this.#index[this.#slotOf(trap)] ?? 0) - 1;
    if (row < 0) return;
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
    this.#indexAll();
  }

  /** These are all, each of one trap. */
  replace(parties: readonly Party[]): void {
    this.#traps = [];
    this.#index.fill(0);
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
    const slot = this.#slotOf(trap);
    const known = (this.#index[slot] ?? 0) - 1;
    if (known >= 0) {
      const at = known * COLUMNS + COUNT;
      this.#rows[at] = (this.#rows[at] ?? 0) + count;
      return;
    }
    const row = this.#traps.length;
    this.#index[slot] = row + 1;
    this.#event[COUNT] = count;
    this.#rows.set(this.#event, row * COLUMNS);
    this.#traps.push(trap);
    if (this.#traps.length * COLUMNS === this.#rows.length) this.#grow();
  }

  /** Where in the index the event's row stands, or else could. */
  #slotOf(trap: GrowingTrap): number {
    const mask = this.#index.length - 1;
    for (let slot = hashOf(trap, this.#event, 0) & mask; ; slot = (slot + 1) & mask) {
      const row = (this.#index[slot] ?? 0) - 1;
      if (row < 0 || (this.#traps[row] === trap && this.#isEvent(row * COLUMNS))) return slot;
    }
  }

  #isEvent(at: number): boolean {
    for (let i = PID; i < COUNT; i++) if (this.#rows[at + i] !== this.#event[i]) return false;
    return true;
  }

  #grow(): void {
    const rows = this.#rows;
    this.#rows = new Float64Array(rows.length * 2);
    this.#rows.set(rows);
    this.#index = new Int32Array(this.#index.length * 2);
    this.#indexAll();
  }

  #indexAll(): void {
    this.#index.fill(0);
    const mask = this.#index.length - 1;
    for (const [row, trap] of this.#traps.entries()) {
      // No two rows are the same, so nothing needs to be compared.
      let slot = hashOf(trap, this.#rows, row * COLUMNS) & mask;
      while (this.#index[slot] !== 0) slot = (slot + 1) & mask;
      this.#index[slot] = row + 1;
    }
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
