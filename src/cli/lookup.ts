import { actionOfCode, actionWords } from '../core/abi/actions';
import { iocText } from '../core/abi/ioctls';
import { syscallByNumber, syscallSignature } from '../core/abi/syscalls';
import { ARCHES, type Arch } from '../core/abi/types';
import { oneLine } from '../core/text/untrusted';
import { chosenArch, type Machine } from './machine';
import { meaningsOf, type Meaning } from './meanings';
import {
  EXIT,
  hex,
  styled,
  writeJson,
  writeLine,
  writeNote,
  type CliIo,
  type ExitCode,
} from './output';

/** The options of `lookup` as commander gives them. */
export interface LookupOptions {
  readonly arch?: string;
  readonly json?: true;
}

/**
 * `lookup`: every meaning of each term.
 * @returns 1 where no term has any
 */
export async function lookupCommand(
  terms: readonly string[],
  options: LookupOptions,
  io: CliIo,
  machine: Machine,
): Promise<ExitCode> {
  const arches = options.arch === 'all' ? ARCHES : [chosenArch(options.arch, machine.arch)];
  let found = false;
  for (const given of terms) {
    const term = given.trim();
    const meanings = meaningsOf(term, arches);
    if (meanings.length === 0) writeNote(io, unknownSentence(term, arches));
    for (const meaning of meanings) {
      found = true;
      if (options.json) await writeJson(io, meaning);
      else await writeLine(io, inWords(io, meaning));
    }
  }
  return found ? EXIT.ok : EXIT.nothing;
}

function inWords(io: CliIo, meaning: Meaning): string {
  const { kind, arch, number, name, names, value, source } = meaning;
  const dim = (text: string): string => styled(io, 'dim', text);
  switch (kind) {
    case 'syscall': {
      const [constant = 'libc has no constant for it'] = names.map((each) => `libc::${each}`);
      const x32 = value === hex(number) ? '' : ' (x32)';
      return `${signature(io, meaning)}  syscall ${number} on ${arch ?? '?'}${x32}  ${dim(constant)}`;
    }
    case 'ioctl': {
      const title = styled(io, 'bold', names.length > 0 ? names.join(' or ') : 'unnamed request');
      const ioc = arch === null ? '' : iocText(arch, number);
      return `${title}  ioctl request ${value} on ${arch ?? '?'}  ${ioc}  ${dim(source)}`;
    }
    case 'arch': {
      const table = arch ?? 'no table for it';
      return `${styled(io, 'bold', name ?? '')}  arch ${value}  ${table}`;
    }
    case 'action': {
      const action = actionOfCode(number);
      const words = action === null ? '' : actionWords(action);
      return `${styled(io, 'bold', names.join(', '))}  code ${value}  ${words}`;
    }
  }
}

/** With `…` where the arguments are not known, which the empty `args` does not tell. */
function signature(io: CliIo, { arch, name, value }: Meaning): string {
  const title = name ?? '';
  const call = arch === null ? null : syscallByNumber(arch, Number(value));
  const rest = call?.name === name ? syscallSignature(call).slice(title.length) : '(…)';
  return styled(io, 'bold', title) + rest;
}

function unknownSentence(term: string, arches: readonly Arch[]): string {
  const tables = arches.length === 1 ? `the tables of ${arches[0] ?? ''}` : 'any table';
  const others = ARCHES.filter((arch) => !arches.includes(arch) && meaningsOf(term, [arch])[0]);
  const hint = others.length === 0 ? '' : `, but in those of ${others.join(', ')}`;
  return `"${oneLine(term)}" is not in ${tables}${hint}.`;
}
