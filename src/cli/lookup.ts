import constants from '../core/abi/data/constants.json';
import syscallTable from '../core/abi/data/syscalls.json';
import { actionOfCode, actionWords, rustAction } from '../core/abi/actions';
import { AUDIT_ARCHES } from '../core/abi/arch';
import {
  iocFields,
  iocText,
  parseRequest,
  requestsByName,
  requestsByValue,
} from '../core/abi/ioctls';
import { syscallByName, syscallByNumber, syscallSignature } from '../core/abi/syscalls';
import { ARCHES, type Arch, type IocFields, type Syscall } from '../core/abi/types';
import { oneLine } from '../core/text/untrusted';
import { chosenArch, type Machine } from './machine';
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

/** One meaning of a term: an object of `--json`. */
export interface Meaning {
  readonly kind: 'syscall' | 'ioctl' | 'arch' | 'action';
  readonly arch: Arch | null;
  readonly number: number;
  readonly name: string | null;
  readonly names: readonly string[];
  readonly value: string;
  readonly args: readonly string[];
  readonly fields: IocFields | null;
  /** Where the fact comes from. */
  readonly source: string;
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
  for (const term of terms) {
    const meanings = meaningsOf(term.trim(), arches);
    if (meanings.length === 0) writeNote(io, unknownSentence(term, arches));
    for (const meaning of meanings) {
      found = true;
      if (options.json) await writeJson(io, meaning);
      else await writeLine(io, inWords(io, meaning));
    }
  }
  return found ? EXIT.ok : EXIT.nothing;
}

/** What a term means, as itself and on each of the architectures. */
export function meaningsOf(term: string, arches: readonly Arch[]): readonly Meaning[] {
  const [, key, value = term] = /^(arch|code|syscall)=(.*)$/is.exec(term) ?? [];
  switch (key?.toLowerCase()) {
    case 'arch':
      return auditArches(value, hexadecimal(value));
    case 'code':
      return actions(hexadecimal(value));
    case 'syscall':
      return arches.flatMap((arch) => syscalls(value, arch));
  }
  const number = integer(value);
  const named = [
    ...auditArches(value, /^[0-9a-f]{8}$/i.test(value) ? hexadecimal(value) : number),
    // Small numbers are calls; nobody writes the action of 0 without its key.
    ...actions(number !== null && number > 0xffff ? number : null),
    ...arches.flatMap((arch) => [...syscalls(value, arch), ...requests(value, arch)]),
  ];
  if (named.length > 0) return named;
  return arches.flatMap((arch) => unnamedRequest(value, arch));
}

/** Integers as people and Rust write them; `null` where the text is none. */
function integer(text: string): number | null {
  const plain = text.replace(/(?<=[0-9a-f])_/gi, '');
  return /^(0x[0-9a-f]+|[0-9]+)$/i.test(plain) ? Number(plain) : null;
}

/** The value of a record's `arch=` and `code=`, which is hexadecimal with or without `0x`. */
function hexadecimal(text: string): number | null {
  return /^(0x)?[0-9a-f]+$/i.test(text) ? Number.parseInt(text, 16) : null;
}

/** An audit architecture by its value, its name `AUDIT_ARCH_X86_64`, or our own name for it. */
function auditArches(text: string, value: number | null): readonly Meaning[] {
  return AUDIT_ARCHES.filter(
    (known) =>
      known.value === value ||
      known.name === text.toUpperCase() ||
      known.arch === text.toLowerCase(),
  ).map((known) => ({
    kind: 'arch',
    arch: known.arch,
    number: known.value,
    name: known.name,
    names: [known.name],
    value: hex(known.value),
    args: [],
    fields: null,
    source: constants.source,
  }));
}

/** The action of a record's `code=`, or of a filter's answer with its data. */
function actions(value: number | null): readonly Meaning[] {
  if (value === null || value > 0xffffffff) return [];
  const action = actionOfCode(value);
  if (action === null) return [];
  return [
    {
      kind: 'action',
      arch: null,
      number: value,
      name: action,
      names: [
        ...new Set([`SECCOMP_RET_${action.replace('-', '_').toUpperCase()}`, rustAction(action)]),
      ],
      value: hex(value),
      args: [],
      fields: null,
      source: constants.source,
    },
  ];
}

function syscalls(text: string, arch: Arch): readonly Meaning[] {
  const number = integer(text);
  const found = number === null ? syscallByName(arch, text) : syscallByNumber(arch, number);
  return found ? [syscallMeaning(found)] : [];
}

function syscallMeaning({ arch, name, number, args, abi, rustTargets }: Syscall): Meaning {
  return {
    kind: 'syscall',
    arch,
    number,
    name,
    // x32's constants are other numbers under the same names, on a target of their own.
    names: abi === null && rustTargets.length > 0 ? [`SYS_${name}`] : [],
    value: hex(abi === 'x32' ? number + 0x40000000 : number),
    args: args ?? [],
    fields: null,
    source: syscallTable.source.numbers,
  };
}

/** The requests of one value, as one meaning for each source that names it. */
function requests(text: string, arch: Arch): readonly Meaning[] {
  const value = parseRequest(arch, text);
  const found = [
    ...requestsByName(arch, text),
    ...(value === null ? [] : requestsByValue(arch, value)),
  ];
  const meanings = new Map<string, Meaning>();
  for (const { name, value: number, source } of found) {
    const key = `${number} ${source}`;
    const before = meanings.get(key);
    const names = [...new Set([...(before?.names ?? []), name])];
    meanings.set(key, requestMeaning(arch, number, names, source));
  }
  return [...meanings.values()];
}

/** A request that no table names still says its direction, size, type and number: where it is
 * written as a request, or large enough to have been made by `_IOC`. Nobody means one by `-1`. */
function unnamedRequest(text: string, arch: Arch): readonly Meaning[] {
  const value = parseRequest(arch, text);
  if (value === null || /^-\d+$/.test(text) || (value <= 0xffff && !text.startsWith('_IO')))
    return [];
  return [requestMeaning(arch, value, [], 'asm-generic/ioctl.h')];
}

function requestMeaning(
  arch: Arch,
  value: number,
  names: readonly string[],
  source: string,
): Meaning {
  const fields = iocFields(arch, value);
  const name = names[0] ?? null;
  return {
    kind: 'ioctl',
    arch,
    number: value,
    name,
    names,
    value: hex(value),
    args: [],
    fields,
    source,
  };
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
