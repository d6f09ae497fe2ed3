import { syscallByNumber } from '../abi/syscalls';
import type { LogRecord, RefusalRecord, UnnamedRecord } from '../records/record';
import { EventMemory } from './same-event';
import { EVIDENCE_KEPT, type Evidence, type Origin, type Trap } from './trap';

/** The bit that x32 sets in its numbers (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/** How many unnamed refusals are kept, the latest. */
export const UNNAMED_KEPT = 200;

/** A refusal that no record names yet. */
export interface Unnamed {
  readonly record: UnnamedRecord;
  readonly origin: Origin;
}

/**
 * Joins the records of all watched streams into traps. Memory grows with the number of distinct
 * traps, not of records.
 *
 * A record joins the trap with its own distinguishing values and no other. Joining what two records
 * know of one event (an audit record of `ioctl` and the program's line with its request) belongs
 * into `add`, before the key is made.
 */
export class TrapJoiner {
  readonly #traps = new Map<string, GrowingTrap>();
  readonly #events = new EventMemory();
  #lost = 0;
  #unnamed: Unnamed[] = [];

  /**
   * Takes the next record. Gives the trap that it made or grew: the same object for the same trap,
   * growing. Gives null when the record repeats a counted event, or is none of a named call.
   */
  add(record: LogRecord, origin: Origin): Trap | null {
    switch (record.kind) {
      case 'lost':
        this.#lost += record.records;
        return null;
      case 'unnamed':
        if (this.#unnamed.length === UNNAMED_KEPT) this.#unnamed.shift();
        this.#unnamed.push({ record, origin });
        return null;
      case 'refusal':
        return this.#events.isRepeat(record) ? null : this.#grow({ record, origin });
    }
  }

  /** In order of first sight. */
  traps(): readonly Trap[] {
    return [...this.#traps.values()];
  }

  /** At least so many records are missing: the sum of what the logs say. */
  get lost(): number {
    return this.#lost;
  }

  /** The latest `UNNAMED_KEPT` messages that a call was refused, without which. */
  get unnamed(): readonly Unnamed[] {
    return this.#unnamed;
  }

  /** Forgets everything, also which events were counted. */
  clear(): void {
    this.#traps.clear();
    this.#events.clear();
    this.#lost = 0;
    this.#unnamed = [];
  }

  #grow(evidence: Evidence): Trap {
    const key = trapKey(evidence.record);
    let trap = this.#traps.get(key);
    if (trap === undefined) {
      trap = new GrowingTrap(key, evidence.record);
      this.#traps.set(key, trap);
    }
    trap.see(evidence);
    return trap;
  }
}

/** What distinguishes traps, as one string that is the same on every run. */
function trapKey(record: RefusalRecord): string {
  const { arch, auditArch, number, request, action, comm, exe } = record;
  // Where the architecture is known, it does not matter whether by `arch=` or by the program.
  return `${arch ?? auditArch} ${number} ${request} ${action} ${measured(comm)} ${measured(exe)}`;
}

/** Untrusted text with its length before it, so that it cannot pass for what follows it. */
function measured(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/** A trap that more events are added to. */
class GrowingTrap implements Trap {
  readonly key: string;
  readonly arch;
  readonly auditArch;
  readonly number;
  readonly syscall;
  readonly request;
  readonly action;
  readonly comm;
  readonly exe;
  readonly evidence: Evidence[] = [];
  count = 0;

  constructor(key: string, first: RefusalRecord) {
    this.key = key;
    ({
      arch: this.arch,
      auditArch: this.auditArch,
      request: this.request,
      action: this.action,
      comm: this.comm,
      exe: this.exe,
    } = first);
    this.number = numberInTable(first);
    this.syscall =
      first.arch !== null && first.number !== null
        ? syscallByNumber(first.arch, first.number)
        : null;
  }

  /** Keeps the first half of the evidence for good and of the rest the latest. */
  see(evidence: Evidence): void {
    this.count++;
    if (this.evidence.length === EVIDENCE_KEPT) this.evidence.splice(EVIDENCE_KEPT / 2, 1);
    this.evidence.push(evidence);
  }
}

/** x32's calls carry their bit in the number and share x86_64's `arch=`. */
function numberInTable(record: RefusalRecord): number | null {
  const { arch, number } = record;
  return arch === 'x86_64' && number !== null && number >= X32_BIT ? number - X32_BIT : number;
}
