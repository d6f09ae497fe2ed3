import type { RefusalRecord } from '../records/record';

/**
 * How many events are remembered. A second transport that brings an event after this many others
 * counts it again.
 */
export const EVENTS_REMEMBERED = 1 << 17;

/** How far two clocks that saw one event may be apart, in seconds. */
const CLOCK_SLACK = 2;
const QUARTER = 900;

/** An event that one kind of line has told and the other may still tell. */
interface Untold {
  readonly withSerial: boolean;
  readonly clock: number | null;
}

/**
 * Tells whether a record is an event that was already counted. The kernel's line and auditd's carry
 * the event's time and serial: the same pair is the same event. journald's audit lines carry
 * neither: one of them and one with a serial are the same event when process, call, address and
 * action are the same and their clocks agree, each line answering for one event only, so that a call
 * refused in a loop is counted as often as it was refused. Records of a program's own stderr are
 * never the same event.
 */
export class EventMemory {
  readonly #serials = new Recent<true>(EVENTS_REMEMBERED);
  readonly #untold = new Recent<Untold[]>(EVENTS_REMEMBERED);

  /** Whether `record` repeats an event; remembers it in any case. */
  isRepeat(record: RefusalRecord): boolean {
    if (record.source !== 'audit') return false;
    const what = `${record.pid} ${record.auditArch} ${record.number} ${record.ip} ${record.code}`;
    if (record.serial !== null) {
      const event = `${record.time} ${record.serial} ${what}`;
      if (this.#serials.get(event)) return true;
      this.#serials.set(event, true);
    }
    return this.#pairs(what, { withSerial: record.serial !== null, clock: clockOf(record) });
  }

  clear(): void {
    this.#serials.clear();
    this.#untold.clear();
  }

  #pairs(what: string, told: Untold): boolean {
    const waiting = this.#untold.get(what);
    if (waiting === undefined) {
      this.#untold.set(what, [told]);
      return false;
    }
    const other = waiting.findIndex(
      (event) => event.withSerial !== told.withSerial && clocksAgree(event.clock, told.clock),
    );
    if (other === -1) {
      // One process refused over and over, told by one transport only: the earliest are given up.
      if (waiting.length === EVENTS_REMEMBERED) waiting.shift();
      waiting.push(told);
      return false;
    }
    waiting.splice(other, 1);
    return true;
  }
}

function clockOf(record: RefusalRecord): number | null {
  return record.time === null ? (record.clock ?? null) : Math.floor(record.time / 1000) % QUARTER;
}

function clocksAgree(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  const apart = Math.abs(a - b);
  return Math.min(apart, QUARTER - apart) <= CLOCK_SLACK;
}

/** A map that forgets its older half when it is full. */
class Recent<V> {
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  readonly #half: number;

  constructor(size: number) {
    this.#half = size / 2;
  }

  get(key: string): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  set(key: string, value: V): void {
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
