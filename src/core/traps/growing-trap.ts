import { syscallByNumber } from '../abi/syscalls';
import type { ActionName, Arch } from '../abi/types';
import type { RefusalRecord } from '../records/record';
import { witnessOf } from './party';
import { EVIDENCE_KEPT, type Evidence, type Origin, type Trap } from './trap';

/** The bit that x32 sets in its numbers (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/** How many sightings more than that are kept at times, since to drop one by one takes longer. */
const SLACK = 8;

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
  readonly #evidence: Evidence[] = [];
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

  get evidence(): readonly Evidence[] {
    this.#dropMiddle();
    return this.#evidence;
  }

  /** Keeps the first half of the evidence for good and of the rest the latest, where asked to. */
  see(record: RefusalRecord, origin: Origin): void {
    this.count++;
    if (!this.keepsLatest && this.#evidence.length >= EVIDENCE_KEPT / 2) return;
    if (this.#evidence.length === EVIDENCE_KEPT + SLACK) this.#dropMiddle();
    this.#evidence.push({ record, origin });
  }

  /** Takes a sighting back, for there is another in its place. */
  unsee(record: RefusalRecord): void {
    this.count--;
    const at = this.evidence.findIndex((evidence) => evidence.record === record);
    if (at !== -1) this.#evidence.splice(at, 1);
  }

  #dropMiddle(): void {
    const more = this.#evidence.length - EVIDENCE_KEPT;
    if (more > 0) this.#evidence.splice(EVIDENCE_KEPT / 2, more);
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
