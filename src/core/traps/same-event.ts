import { highOf, lowOf } from '../records/address';
import type { RefusalRecord } from '../records/record';
import { clockOf } from './clock';
import { RecentNumbers } from './number-table';
import { Recent } from './recent';
import { WaitingLines } from './waiting-lines';

/**
 * How many events are remembered, at least half of it. A second transport that brings an event after
 * more others than that counts it again.
 */
const EVENTS_REMEMBERED = 1 << 18;

/** How many events of one serial and time are told apart. */
const SAME_SERIAL_KEPT = 1024;

/**
 * Tells whether an audit record is an event that was already counted, whichever form it has.
 *
 * The kernel's own line, auditd's, ausearch's and journald's structured ones carry the event's
 * serial and its time to the millisecond (ausearch's in local time): the same pair of the same call
 * is the same event. journald's short lines carry neither: one of them and one with a serial are the
 * same event when process, call, address and action are the same and their clocks agree, each line
 * answering for one event only, so that a call refused in a loop is counted as often as it was
 * refused. Records of a program's own stderr are never the same event.
 */
export class EventMemory {
  /** What the event of a serial and time was. */
  readonly #events = new RecentNumbers(EVENTS_REMEMBERED);
  /** The others of a serial and time, where logs of several machines are read. */
  readonly #others = new Recent<number[]>(EVENTS_REMEMBERED);
  readonly #withSerial = new WaitingLines(EVENTS_REMEMBERED);
  readonly #withoutSerial = new WaitingLines(EVENTS_REMEMBERED);

  /** Whether `record` repeats an event; remembers it in any case. */
  isRepeat(record: RefusalRecord): boolean {
    if (record.source !== 'audit') return false;
    const { serial, auditArch, number, code } = record;
    const clock = clockOf(record) ?? NaN;
    // Two numbers with different seeds, of the values in different orders.
    const one = mixed(mixed(mixed(0x811c9dc5, highOf(record)), lowOf(record)), record.pid);
    const two = mixed(mixed(mixed(0x1000193, record.pid), lowOf(record)), highOf(record));
    if (
      serial !== null &&
      this.#isKnown(serial, clock, joined(mixed(one, number), mixed(two, number)))
    ) {
      return true;
    }
    const what = joined(
      mixed(mixed(mixed(one, auditArch), number), code),
      mixed(mixed(mixed(two, code), number), auditArch),
    );
    const [own, other] =
      serial === null
        ? [this.#withoutSerial, this.#withSerial]
        : [this.#withSerial, this.#withoutSerial];
    if (other.take(what, clock)) return true;
    own.add(what, clock);
    return false;
  }

  clear(): void {
    this.#events.clear();
    this.#others.clear();
    this.#withSerial.clear();
    this.#withoutSerial.clear();
  }

  /** @param clock seconds into the quarter of an hour, which no zone changes */
  #isKnown(serial: number, clock: number, what: number): boolean {
    const milliseconds = Number.isNaN(clock) ? 0 : Math.round(clock * 1000);
    const known = this.#events.known(serial, milliseconds, what);
    if (known === what) return true;
    if (Number.isNaN(known)) return false;
    const key = serial + milliseconds * 0x100000000;
    const others = this.#others.get(key) ?? [];
    if (others.includes(what)) return true;
    this.#others.set(key, [...others.slice(1 - SAME_SERIAL_KEPT), what]);
    return false;
  }
}

/**
 * One number of 52 bits for two hashes of a record. A wrong match needs a serial and time, or a process
 * and a clock, to agree as well.
 */
function joined(one: number, two: number): number {
  return (one >>> 6) * 0x4000000 + (two >>> 6);
}

function mixed(hash: number, value: number | null): number {
  const mixed = Math.imul(hash ^ (value ?? -1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
