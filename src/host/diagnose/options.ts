import type { Arch } from '../../core/abi/types';
import type { PolicyReader } from '../../core/diagnose/review';
import type { SessionOptions } from './session';

/** A source that this process alone may change. `Hold` of the store is one. */
interface HeldSource {
  /** Writes a text that `restore` undoes, also after a crash. */
  write(newText: string, version: string): Promise<string>;
  /** Writes a text that is to stay. */
  settle(newText: string, version: string): Promise<string>;
  restore(): Promise<{ readonly kind: string }>;
}

export interface DiagnoseOptions extends SessionOptions {
  readonly held: HeldSource;
  readonly read: PolicyReader;
  /** This machine's, which is the command's. */
  readonly arch: Arch;
  /** The function or constant that builds the filter; null where the source has only one. */
  readonly filter: string | null;
  /** The list that is meant, for all refusals; null to tell it by the trace. */
  readonly list: string | null;
  /** False only to report: the source is never written, not even to loosen it. */
  readonly write: boolean;
  /** The command is diagnosed so often at most. */
  readonly maxRounds: number;
  /** False to do without strace. */
  readonly useStrace: boolean;
}
