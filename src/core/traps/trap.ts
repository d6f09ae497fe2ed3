import type { ActionName, Arch, Syscall } from '../abi/types';
import type { RefusalRecord } from '../records/record';

/** Where a record was read: a file's path, `terminal bash`, `-` … Shown, never opened unasked. */
export interface Origin {
  /** What a person is shown. */
  readonly label: string;
  /** The file that was being watched (chosen by the user, never taken from a log line), or null. */
  readonly file: string | null;
}

/** One sighting of a trap. */
export interface Evidence {
  readonly origin: Origin;
  readonly record: RefusalRecord;
}

/**
 * One refused thing: the same architecture, call, request, thread, program and action. Process id,
 * instruction pointer and time do not distinguish traps.
 */
export interface Trap {
  /** Stable over restarts: made of the distinguishing values. */
  readonly key: string;
  readonly arch: Arch | null;
  readonly auditArch: number | null;
  /** In its table, x32's bit taken off; null where no line named it. */
  readonly number: number | null;
  readonly syscall: Syscall | null;
  /** The call's name where a line gave only that: word characters, in no table of a known machine. */
  readonly name?: string;
  /** The ioctl request (unsigned 32-bit), where known. */
  readonly request: number | null;
  readonly action: ActionName | null;
  readonly comm: string | null;
  readonly exe: string | null;
  /** Events, each counted once however many lines carried it. */
  readonly count: number;
  /** Where the kernel, a tracer and the program told of the same events: the keys of the traps that
   * the records of each would make alone. */
  readonly parts?: readonly string[];
  /** Where `request` is not known: those of which it is one, since the records fit several. */
  readonly maybe?: readonly number[];
  /** The first and the latest sightings, at most `EVIDENCE_KEPT`; `count` says how many there were. */
  readonly evidence: readonly Evidence[];
  /** How many those are: to look at them makes their records anew. */
  readonly evidenceCount: number;
}

export const EVIDENCE_KEPT = 20;
