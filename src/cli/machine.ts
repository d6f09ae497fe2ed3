import { ARCHES, type Arch } from '../core/abi/types';
import { oneLine } from '../core/text/untrusted';
import { CliError } from './output';

/** What the commands take from the machine that they run on. */
export interface Machine {
  /** Which table bare numbers are looked up in; null on one that no table describes. */
  readonly arch: Arch | null;
  /** The folder with the parser's wasm files. */
  readonly wasmFolder: string;
}

/**
 * The architecture that `--arch` names, else the default.
 * @throws CliError where no table has it
 */
export function chosenArch(option: string | undefined, fallback: Arch | null): Arch {
  const known = ARCHES.find((arch) => arch === option);
  if (known) return known;
  const all = ARCHES.join(', ');
  if (option !== undefined) {
    throw new CliError(`No table is for the architecture "${oneLine(option)}"; there are ${all}.`);
  }
  if (fallback) return fallback;
  throw new CliError(`No table is for this machine: name an architecture by --arch (${all}).`);
}
