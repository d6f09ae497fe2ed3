import type { LogRecord, RefusalRecord, UnnamedRecord } from '../records/record';
import { UnnamedRefusals, type Unnamed } from './explained';
import { GrowingTrap, trapKey } from './growing-trap';
import { joinsOf, shownTraps, type Joins, type Shown } from './joined-traps';
import { Losses } from './losses';
import { Meeting } from './meeting';
import { witnessOf, type Witness } from './party';
import { EventMemory } from './same-event';
import type { Origin, Trap } from './trap';

/**
 * Joins the records of all watched streams into traps. Memory grows with the number of distinct
 * traps, not of records.
 *
 * Three things are told apart:
 * - one event in several lines of the kernel's audit code is counted once (`EventMemory`);
 * - one event told by the kernel, by a tracer and by the program itself is one event of a trap that
 *   knows what each of them knows, an ioctl's request for one (`Meeting`);
 * - a message that does not name its call is explained by a record that does (`UnnamedRefusals`).
 *
 * The last two look at what came before and after alike. A trap can so turn into another, which has
 * another key: `byKey` follows it.
 */
export class TrapJoiner {
  /** What the records of one witness say, by witness and key. */
  readonly #seen = new Map<string, GrowingTrap>();
  readonly #meetings = new Map<string, Meeting>();
  /** What was found for the record that others are like. */
  #found = new WeakMap<RefusalRecord, Place>();
  readonly #events = new EventMemory();
  readonly #losses = new Losses();
  readonly #unnamed = new UnnamedRefusals();
  /** Of traps that were joined at some time: a key that leads on if they are no more. */
  readonly #formed = new Map<string, string>();
  /** When records came that do not say their time, for those that may be taken back. */
  readonly #arrivals = new WeakMap<RefusalRecord, number>();
  /** Who has told of an event. What one tells alone is joined to nothing. */
  readonly #witnesses = new Set<Witness>();
  #joins: Joins | null = null;
  #shown: Shown | null = null;

  /** @param keepsLatest whether of a trap's evidence the latest is wanted beside the first */
  constructor(private readonly keepsLatest = true) {}

  /**
   * Takes the next record. Gives what this record and those like it say: the same object for the
   * same, growing; what other records know of these events shows in `traps`. Gives null when the
   * record repeats a counted event, or is none of a named call.
   * @param arrived where a live stream delivers records as they are printed: now, milliseconds since
   * the epoch, for records that do not say their time
   */
  add(record: LogRecord, origin: Origin, arrived: number | null = null): Trap | null {
    switch (record.kind) {
      case 'lost':
        this.#losses.add(record, origin);
        return null;
      case 'unnamed':
        this.#unnamed.add(record, origin, arrived);
        return null;
      case 'refusal':
        this.#unnamed.explain(record, origin, arrived);
        if (record.replaces) this.#takeBack(record.replaces, record);
        if (this.#events.isRepeat(record)) return null;
        return this.#grow(record, origin, arrived);
    }
  }

  /** In order of first sight. */
  traps(): readonly Trap[] {
    return this.#now().list;
  }

  /** The trap that has, or had, this key; null if there was none. */
  byKey(key: string): Trap | null {
    const now = this.#now();
    return now.find(key) ?? now.find(this.#formed.get(key) ?? key) ?? null;
  }

  /** At least so many records are missing, by what the logs say. */
  get lost(): number {
    return this.#losses.total;
  }

  /** At least so many are missing in the log of that label. */
  lostIn(label: string): number {
    return this.#losses.of(label);
  }

  /** The latest `UNNAMED_KEPT` messages that a call was refused, which no record explains. */
  get unnamed(): readonly Unnamed[] {
    return this.#unnamed.all;
  }

  /** Whether a record names the call that this message is about. */
  isExplained(record: UnnamedRecord): boolean {
    return this.#unnamed.isExplained(record);
  }

  /**
   * Of the events that `trap` stands for, those that other witnesses told of too, by what they make
   * together.
   * @param trap as `add` gave it
   */
  joinedOf(trap: Trap): readonly Trap[] {
    return this.#joined().of.get(trap) ?? [];
  }

  /** Forgets everything, also which events were counted. */
  clear(): void {
    this.#seen.clear();
    this.#meetings.clear();
    this.#found = new WeakMap();
    this.#events.clear();
    this.#losses.clear();
    this.#unnamed.clear();
    this.#formed.clear();
    this.#witnesses.clear();
    this.#changed();
  }

  #grow(record: RefusalRecord, origin: Origin, arrived: number | null): Trap {
    const { trap, meeting } = this.#placeOf(record);
    trap.see(record, origin);
    if (arrived !== null) this.#arrivals.set(record, arrived);
    meeting?.add(trap, record, arrived);
    if (this.#witnesses.size > 1 || !this.#showGrown(trap)) this.#changed();
    return trap;
  }

  /**
   * Where nothing is joined a trap is shown as itself, and a new one below all others: a log of
   * thousands is not gone through for each of them. @returns whether that is all that is different
   */
  #showGrown(trap: GrowingTrap): boolean {
    if (!this.#shown) return false;
    if (trap.count > 1) return true;
    if (trap.order < this.#seen.size - 1) return false;
    this.#shown.add(trap);
    return true;
  }

  #joined(): Joins {
    return (this.#joins ??= joinsOf(this.#meetings.values(), this.#formed));
  }

  #now(): Shown {
    return (this.#shown ??= shownTraps(this.#seen.values(), this.#joined()));
  }

  #changed(): void {
    this.#joins = null;
    this.#shown = null;
  }

  /** `early` was of an event that `record` tells in whole. */
  #takeBack(early: RefusalRecord, record: RefusalRecord): void {
    const key = trapKey(early);
    const trap = this.#seen.get(`${witnessOf(early)} ${key}`);
    if (!trap?.evidence.some((evidence) => evidence.record === early)) return;
    trap.unsee(early);
    this.#changed();
    this.#formed.set(key, trapKey(record));
    const moments = this.#arrivals.get(early) ?? null;
    const call = callOf(early);
    if (call !== null) this.#meetings.get(call)?.remove(trap, early, moments);
  }

  #placeOf(record: RefusalRecord): Place {
    const kind = record.like ?? record;
    const known = this.#found.get(kind);
    if (known !== undefined) return known;
    const place = { trap: this.#trapOf(record), meeting: this.#meetingOf(record) };
    if (record.like !== undefined) this.#found.set(kind, place);
    return place;
  }

  #trapOf(record: RefusalRecord): GrowingTrap {
    const key = trapKey(record);
    const name = `${witnessOf(record)} ${key}`;
    let trap = this.#seen.get(name);
    if (trap === undefined) {
      trap = new GrowingTrap(key, this.#seen.size, record, this.keepsLatest);
      this.#seen.set(name, trap);
      this.#witnesses.add(trap.witness);
    }
    return trap;
  }

  #meetingOf(record: RefusalRecord): Meeting | null {
    const call = callOf(record);
    if (call === null) return null;
    let meeting = this.#meetings.get(call);
    if (meeting === undefined) this.#meetings.set(call, (meeting = new Meeting()));
    return meeting;
  }
}

/** Where a record's event is counted, and where it meets what others tell of it. */
interface Place {
  readonly trap: GrowingTrap;
  readonly meeting: Meeting | null;
}

/** A number means a call only together with its architecture: without, nothing is joined. */
function callOf({ arch, auditArch, number }: RefusalRecord): string | null {
  const of = arch ?? auditArch;
  return of === null || number === null ? null : `${of} ${number}`;
}
