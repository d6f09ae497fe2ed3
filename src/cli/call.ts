import type { Machine } from './machine';
import type { CliIo } from './output';

/** One call of the command line: what a command is run with. */
export interface Call {
  readonly io: CliIo;
  readonly machine: Machine;
  /** Takes the exit status. */
  readonly done: (code: number) => void;
}
