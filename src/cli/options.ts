import { Option } from 'commander';
import { ARCHES } from '../core/abi/types';

export const json = (): Option => new Option('--json', 'one JSON object a line');

/** @param what the architecture is asked for */
export const arch = (what: string): Option =>
  new Option('--arch <arch>', `${what} (${ARCHES.join(', ')}; default: this machine's)`);

export const example = (text: string): string => `\nExample:\n  $ ${text}`;

/** Of an option that may be repeated: every value. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
