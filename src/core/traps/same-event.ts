import type { RefusalRecord } from '../records/record';
import { clockOf, clocksAgree } from './clock';
import { Recent } from './recent';

/**
 * How many events are remembered, at least half of it. A second transport that brings an event after
 * more others than that counts it again.
 */
const EVENTS_REMEMBERED = 1 << 18;

/** How many events of one process at one instruction wait for their other line: the latest. */
const WAITING_KEPT = 1024;

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
  /** What the events of a serial and time were: one, unless logs of several machines are read. */
  readonly #events = new Recent<number | number[]>(EVENTS_REMEMBERED);
  /** The clocks of events that one kind of line has told and the other may still tell. */
  readonly #withSerial = new Recent<(number | null)[]>(EVENTS_REMEMBERED);
  readonly #withoutSerial = new Recent<(number | null)[]>(EVENTS_REMEMBERED);

  /** Whether `record` repeats an event; remembers it in any case. */
  isRepeat(record: RefusalRecord): boolean {
    if (record.source !== 'audit') return false;
    const { serial, pid, auditArch, number, code, ip } = record;
    if (serial !== null && this.#isKnown(eventKey(serial, record), hash([pid, number], ip))) {
      return true;
    }
    const what = hash([pid, auditArch, number, code], ip);
    return this.#isOtherLine(what, serial !== null, clockOf(record));
  }

  clear(): void {
    this.#events.clear();
    this.#withSerial.clear();
    this.#withoutSerial.clear();
  }

  #isKnown(event: number, what: number): boolean {
    const known = this.#events.get(event);
    if (known === undefined) {
      this.#events.set(event, what);
      return false;
    }
    const all = typeof known === 'number' ? [known] : known;
    if (all.includes(what)) return true;
    this.#events.set(event, [...all.slice(-WAITING_KEPT), what]);
    return false;
  }

  #isOtherLine(what: number, hasSerial: boolean, clock: number | null): boolean {
    const others = (hasSerial ? this.#withoutSerial : this.#withSerial).get(what);
    const other = others?.findIndex((it) => clocksAgree(it, clock)) ?? -1;
    if (other !== -1) {
      others?.splice(other, 1);
      return true;
    }
    const own = hasSerial ? this.#withSerial : this.#withoutSerial;
    const waiting = own.get(what);
    if (waiting === undefined) own.set(what, [clock]);
    else if (waiting.push(clock) > WAITING_KEPT) waiting.shift();
    return false;
  }
}

/** Serial (32 bits) and milliseconds into the quarter of an hour (20 bits), which no zone changes. */
function eventKey(serial: number, record: RefusalRecord): number {
  const milliseconds = Math.round((clockOf(record) ?? 0) * 1000);
  return serial + milliseconds * 0x100000000;
}

/**
 * One number for some values: two 26-bit halves of FNV-1a with different seeds. A wrong match needs
 * a serial and time, or a process and a clock, to agree as well.
 */
function hash(values: readonly (number | null)[], text: string | null): number {
  let a = 0x811c9dc5;
  let b = 0x1000193;
  for (const value of values) {
    a = Math.imul(a ^ (value ?? -1), 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ (value ?? -1), 0x85ebca6b);
    b ^= b >>> 13;
  }
  for (let i = 0; text !== null && i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(i), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 6) * 0x4000000 + (b >>> 6);
}
