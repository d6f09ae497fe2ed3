import type { RefusalRecord } from '../records/record';

/**
 * How many events are remembered, at least half of it. A second transport that brings an event after
 * more others than that counts it again.
 */
const EVENTS_REMEMBERED = 1 << 18;

/** How many events of one process at one instruction wait for their other line: the latest. */
const WAITING_KEPT = 1024;

/** How far two clocks that saw one event may be apart, in seconds. */
const CLOCK_SLACK = 2;
const QUARTER = 900;
const UNKNOWN = -1;

/**
 * Tells whether a record is an event that was already counted. The kernel's line and auditd's carry
 * the event's time and serial: the same pair is the same event. journald's audit lines carry
 * neither: one of them and one with a serial are the same event when process, call, address and
 * action are the same and their clocks agree, each line answering for one event only, so that a call
 * refused in a loop is counted as often as it was refused. Records of a program's own stderr are
 * never the same event.
 */
export class EventMemory {
  /** What an event was, by its serial and time. */
  readonly #events = new Recent<number>(EVENTS_REMEMBERED);
  /** The clocks of events that one kind of line has told and the other may still tell. */
  readonly #withSerial = new Recent<number[]>(EVENTS_REMEMBERED);
  readonly #withoutSerial = new Recent<number[]>(EVENTS_REMEMBERED);

  /** Whether `record` repeats an event; remembers it in any case. */
  isRepeat(record: RefusalRecord): boolean {
    if (record.source !== 'audit') return false;
    const what = fingerprint(record);
    const { serial } = record;
    if (serial !== null) {
      const event = serial + ((record.time ?? 0) % 0x200000) * 0x100000000;
      if (this.#events.get(event) === what) return true;
      this.#events.set(event, what);
    }
    return this.#isOtherLine(what, serial !== null, clockOf(record));
  }

  clear(): void {
    this.#events.clear();
    this.#withSerial.clear();
    this.#withoutSerial.clear();
  }

  #isOtherLine(what: number, hasSerial: boolean, clock: number): boolean {
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

/**
 * One number for process, call, address and action: two 26-bit halves of FNV-1a with different
 * seeds. A wrong match needs a serial and time, or a process and a clock, to agree as well.
 */
function fingerprint(record: RefusalRecord): number {
  const { pid, auditArch, number, code, ip } = record;
  let a = 0x811c9dc5;
  let b = 0x1000193;
  for (const value of [pid, auditArch, number, code]) {
    a = Math.imul(a ^ (value ?? -1), 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ (value ?? -1), 0x85ebca6b);
    b ^= b >>> 13;
  }
  for (let i = 0; ip !== null && i < ip.length; i++) {
    a = Math.imul(a ^ ip.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ ip.charCodeAt(i), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (a >>> 6) * 0x4000000 + (b >>> 6);
}

function clockOf(record: RefusalRecord): number {
  if (record.time !== null) return Math.floor(record.time / 1000) % QUARTER;
  return record.clock ?? UNKNOWN;
}

function clocksAgree(a: number, b: number): boolean {
  if (a === UNKNOWN || b === UNKNOWN) return true;
  const apart = Math.abs(a - b);
  return Math.min(apart, QUARTER - apart) <= CLOCK_SLACK;
}

/** A map that forgets its older half when it is full. */
class Recent<V> {
  #young = new Map<number, V>();
  #old = new Map<number, V>();
  readonly #half: number;

  constructor(size: number) {
    this.#half = size / 2;
  }

  get(key: number): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: number, value: V): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#half) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
