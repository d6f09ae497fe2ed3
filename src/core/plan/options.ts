import type { Syscall } from '../abi/types';
import type { Policy } from '../policy/model';
import type { Page } from './page';
import type { RemedyKind, Want } from './remedy';
import type { Format } from './width';

export interface PlanOptions {
  /**
   * The list, the function that holds an ioctl's rules, or the host function that is meant, as
   * `ListName` reads it.
   */
  readonly list?: string;
  /** Also offers to let the call through whatever its arguments are. */
  readonly widen?: boolean;
  /** Only remedies of this kind, also those that are never offered by themselves. */
  readonly kind?: RemedyKind;
  /** A new entry gets a cfg wherever its call does not exist, also in a file that has none. */
  readonly withCfg?: boolean;
  /** Of the removals of a rule first the one that takes its constant with it. */
  readonly constant?: boolean;
  /**
   * What another file of the crate says, read as the source that is asked about, so that a remedy can
   * be one of that file's; null where there is none. Without it what lies there is not changed.
   */
  readonly fileOf?: (file: string) => Policy | null;
  /** How wide rustfmt lets the crate's lines be; its defaults where absent. */
  readonly format?: Format;
  /** The text's page, made once for several questions about it. */
  readonly page?: Page;
}

/** What every planner of one question is given. */
export interface Job {
  readonly policy: Policy;
  readonly page: Page;
  /** Its request is null for every call but `ioctl`. */
  readonly want: Want;
  readonly call: Syscall;
  readonly options: PlanOptions;
}
