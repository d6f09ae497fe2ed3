import type { RefusalRecord, UnnamedRecord } from '../records/record';
import { momentOf, momentsAgree, type Moment } from './clock';
import { sameThreadName } from './party';
import type { Origin } from './trap';

/** How many unnamed refusals are kept, the latest. */
export const UNNAMED_KEPT = 200;

/** How many named refusals are remembered for messages that come after them: the latest. */
const NAMED_KEPT = 256;

/**
 * How many lines apart in one stream a message and the record that explains it may stand: the error
 * of a refused call rises through its callers, who log it, and panics with a backtrace.
 */
const LINES_APART = 100;

/** A refusal that no record names. */
export interface Unnamed {
  readonly record: UnnamedRecord;
  readonly origin: Origin;
}

/** A record as one stream delivered it. */
class Seen<R extends RefusalRecord | UnnamedRecord> {
  #moment: Moment | null = null;

  /** @param arrived when a live stream delivered it, milliseconds since the epoch */
  constructor(
    readonly record: R,
    readonly origin: Origin,
    private readonly arrived: number | null,
  ) {}

  /** Asked of few: most logs have no message that names no call. */
  get moment(): Moment {
    const { time = null, clock = null } = this.record;
    this.#moment ??= momentOf({ time, clock }, this.arrived);
    return this.#moment;
  }
}

/**
 * The messages that say that a call was refused and not which. One that a named refusal explains is
 * left out, in whichever order they come: a refusal that lets the call not through, of the same
 * program as far as both know it, that stands near it in the same stream, or is of the same time, or
 * of the same process id. A refusal can explain several messages, for programs repeat themselves.
 */
export class UnnamedRefusals {
  #open: Seen<UnnamedRecord>[] = [];
  #named: Seen<RefusalRecord>[] = [];
  readonly #explained = new WeakSet<UnnamedRecord>();

  /** @param arrived when a live stream delivered it, milliseconds since the epoch */
  add(record: UnnamedRecord, origin: Origin, arrived: number | null): void {
    const unnamed = new Seen(record, origin, arrived);
    if (this.#named.some((refusal) => explains(refusal, unnamed))) {
      this.#explained.add(record);
      return;
    }
    if (this.#open.length === UNNAMED_KEPT) this.#open.shift();
    this.#open.push(unnamed);
  }

  /** Takes note of a record that names its call. */
  explain(record: RefusalRecord, origin: Origin, arrived: number | null): void {
    if (!isRefused(record)) return;
    const refusal = new Seen(record, origin, arrived);
    if (this.#open.length > 0) {
      this.#open = this.#open.filter((unnamed) => {
        const explained = explains(refusal, unnamed);
        if (explained) this.#explained.add(unnamed.record);
        return !explained;
      });
    }
    this.#named.push(refusal);
    if (this.#named.length > 2 * NAMED_KEPT) this.#named = this.#named.slice(-NAMED_KEPT);
  }

  isExplained(record: UnnamedRecord): boolean {
    return this.#explained.has(record);
  }

  get all(): readonly Unnamed[] {
    return this.#open.map(({ record, origin }) => ({ record, origin }));
  }

  clear(): void {
    this.#open = [];
    this.#named = [];
  }
}

/** Under Log a call succeeds, so that no program says that it failed. */
function isRefused({ action, number }: RefusalRecord): boolean {
  return number !== null && action !== 'log' && action !== 'allow';
}

function explains(refusal: Seen<RefusalRecord>, unnamed: Seen<UnnamedRecord>): boolean {
  const { pid = null, comm = null, exe = null } = unnamed.record;
  if (!sameThreadName(refusal.record.comm, comm) || !sameProgram(refusal.record.exe, exe)) {
    return false;
  }
  const samePid = pid !== null && pid === refusal.record.pid;
  if (pid !== null && isProcess(refusal.record) && !samePid) return false;
  if (!momentsAgree(refusal.moment, unnamed.moment)) return false;
  return (
    samePid ||
    (refusal.moment.clock !== null && unnamed.moment.clock !== null) ||
    (refusal.origin.label === unnamed.origin.label &&
      Math.abs(refusal.record.line - unnamed.record.line) <= LINES_APART)
  );
}

/** Whether the record's pid is a process's; a tracer's is a thread's. */
function isProcess({ source, pid }: RefusalRecord): boolean {
  return source === 'audit' && pid !== null;
}

/** A shell says a program as it was typed, `./vmm` or `vmm --flag`, the kernel by its path. */
function sameProgram(exe: string | null, said: string | null): boolean {
  if (exe === null || said === null) return true;
  return exe === said || (!said.startsWith('/') && baseName(exe) === baseName(said));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
