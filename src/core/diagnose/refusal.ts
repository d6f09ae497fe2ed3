import type { ActionName } from '../abi/types';
import type { Want } from '../plan/remedy';

/**
 * What says that a call was refused: `sigsys` the signal that followed it, `killed` the thread's end
 * in it, `filter` the filter's own instructions, run on the call as it was traced, `policy` the source
 * as it is read, `kernel` an audit record, `program` what the program itself printed.
 */
export type RefusalWitness = 'sigsys' | 'killed' | 'filter' | 'policy' | 'kernel' | 'program';

/** One call that the filter does not let through, with what is known of it. */
export interface Refusal {
  /** Its `comm` is the thread's name as the witness says it. */
  readonly want: Want;
  /** What the filter answered, where a witness says so. */
  readonly action: ActionName | null;
  readonly count: number;
  /** Distinct, the surest first. */
  readonly witnesses: readonly RefusalWitness[];
  /** The allowlist that the thread's filter was built from, as a planner's `list`; null where the trace
   * does not show it, or several lists would make the same filter. */
  readonly list: string | null;
  /**
   * Only a traced run was refused it, while the run before, untraced, was refused other calls: strace
   * slows threads down, and what they do can then come after a filter that it comes before without.
   */
  readonly onlyTraced: boolean;
  /** The values of arguments that the filter looks at, by position, where they were traced. */
  readonly args: ReadonlyMap<number, bigint>;
}

/** One row of "requests of the guest thread". */
export interface CallRow {
  /** Without `SYS_`. */
  readonly syscall: string;
  /** The ioctl request, unsigned 32-bit; null for other calls. */
  readonly request: number | null;
  /** The tables' names of the request. */
  readonly names: readonly string[];
  /** The thread's name, else its number; null where the trace has neither. */
  readonly thread: string | null;
  /** All calls, also those made before a filter held: the histogram of the whole process. */
  readonly count: number;
  /** Of these, the calls made while a filter held for the thread. */
  readonly afterFilter: number;
  /** Of these, those that the filter did not let through. */
  readonly refused: number;
  /** Whether the filters of the thread let it through; null where that cannot be told, or none held. */
  readonly allowed: boolean | null;
  /** The allowlist of the thread's filter, as `Refusal.list`. */
  readonly list: string | null;
}
