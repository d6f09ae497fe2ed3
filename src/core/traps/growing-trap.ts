import { syscallByNumber } from '../abi/syscalls';
import type { ActionName, Arch } from '../abi/types';
import type { RefusalRecord } from '../records/record';
import { LatestSightings } from './latest-sightings';
import { witnessOf } from './party';
import { EVIDENCE_KEPT, type Evidence, type Origin, type Trap } from './trap';

/** The bit that x32 sets in its numbers (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/** How many of the first sightings are kept, and of the latest. */
const HALF = EVIDENCE_KEPT / 2;

/** What distinguishes traps. */
export interface Distinction {
  readonly arch: Arch | null;
  readonly auditArch: number | null;
  /** As printed, x32's bit included. */
  readonly number: number | null;
  readonly name?: string;
  readonly request: number | null;
  readonly action: ActionName | null;
  readonly comm: string | null;
  readonly exe: string | null;
}

/** What distinguishes a trap, as one string that is the same on every run. */
export function trapKey(what: Distinction): string {
  const { arch, auditArch, number, name, request, action, comm, exe } = what;
  const call = name === undefined ? number : `${number} ${name}`;
  // Where the architecture is known, it does not matter whether by `arch=` or by the program.
  return `${arch ?? auditArch} ${call} ${request} ${action} ${measured(comm)} ${measured(exe)}`;
}

/** Untrusted text with its length before it, so that it cannot pass for what follows it. */
function measured(text: string | null): string {
  return text === null ? '-' : `${text.length}:${text}`;
}

/** What records with the same distinguishing values say, whether or not others say more of it. */
export class GrowingTrap implements Trap {
  readonly key: string;
  /** In order of first sight, from 0. */
  readonly order: number;
  readonly arch;
  readonly auditArch;
  readonly number;
  readonly syscall;
  declare readonly name?: string;
  readonly request;
  readonly action;
  readonly comm;
  readonly exe;
  #first: Evidence[] = [];
  #latest: LatestSightings | null = null;
  /** x32's bit included. */
  readonly printedNumber;
  /** Who told of its events; see `witnessOf`. */
  readonly witness;
  count = 0;

  constructor(
    key: string,
    order: number,
    first: RefusalRecord,
    private readonly keepsLatest: boolean,
  ) {
    this.key = key;
    this.order = order;
    ({
      arch: this.arch,
      auditArch: this.auditArch,
      number: this.printedNumber,
      request: this.request,
      action: this.action,
      comm: this.comm,
      exe: this.exe,
    } = first);
    if (first.name !== undefined) this.name = first.name;
    this.witness = witnessOf(first);
    this.number = numberInTable(first);
    this.syscall =
      first.arch !== null && first.number !== null
        ? syscallByNumber(first.arch, first.number)
        : null;
  }

  /** The latest of it is made anew each time: what is wanted of it more than once is kept. */
  get evidence(): readonly Evidence[] {
    return this.#latest === null ? this.#first : [...this.#first, ...this.#latest.all()];
  }

  get evidenceCount(): number {
    return this.#first.length + (this.#latest?.length ?? 0);
  }

  see(record: RefusalRecord, origin: Origin): void {
    this.count++;
    this.#keep(record, origin);
  }

  /** Takes a sighting back, for there is another in its place. */
  unsee(record: RefusalRecord): void {
    this.count--;
    const others = this.evidence.filter((evidence) => evidence.record !== record);
    this.#first = [];
    this.#latest = null;
    for (const other of others) this.#keep(other.record, other.origin);
  }

  /** Keeps the first half of the evidence for good and of the rest the latest, where asked to. */
  #keep(record: RefusalRecord, origin: Origin): void {
    if (this.#first.length < HALF) this.#first.push({ record, origin });
    else if (this.keepsLatest) (this.#latest ??= new LatestSightings(HALF)).add(record, origin);
  }
}

/**
 * x32's calls carry their bit in the number and share x86_64's `arch=`. What a line gives beyond 31 bits
 * is no kernel's number, and stays as it was printed.
 */
function numberInTable(record: RefusalRecord): number | null {
  const { arch, number } = record;
  if (arch !== 'x86_64' || number === null) return number;
  return number >= X32_BIT && number < 2 * X32_BIT ? number - X32_BIT : number;
}
