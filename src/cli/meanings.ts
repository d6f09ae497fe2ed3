import { actionOfCode, rustAction } from '../core/abi/actions';
import { AUDIT_ARCHES } from '../core/abi/arch';
import constants from '../core/abi/data/constants.json';
import syscallTable from '../core/abi/data/syscalls.json';
import { iocFields, parseRequest, requestsByName, requestsByValue } from '../core/abi/ioctls';
import { syscallByName, syscallByNumber } from '../core/abi/syscalls';
import type { Arch, IocFields, Syscall } from '../core/abi/types';
import { hex } from './output';

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
