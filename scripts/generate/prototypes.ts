/**
 * Argument names of system calls, out of the prototypes of the kernel's own headers: for the calls
 * that nc does not wrap.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fromPackage } from './tools';

/** The series whose headers are read; Debian updates within it, which leaves the prototypes alone. */
const SERIES = '6.1';
const PACKAGE = 'linux-headers-amd64';

/** What to cite. */
export const PROTOTYPES_SOURCE = `linux-headers ${SERIES}`;

/** Parameters by call, each as written: `int dfd`. A call has several lists where configurations differ. */
export type Prototypes = ReadonlyMap<string, readonly (readonly string[])[]>;

/**
 * Columns where a call of that name is an older entry point than the prototype's: i386's `select` is
 * sys_old_select, of one pointer (arch/x86/entry/syscalls/syscall_32.tbl).
 */
const OLDER: readonly (readonly [string, readonly string[]])[] = [['select', ['i386']]];

/** Headers beside include/linux/syscalls.h that declare an architecture's own calls, with names. */
const ARCH_HEADERS: Readonly<Record<string, string>> = {
  ppc64le: 'arch/powerpc/include/asm/syscalls.h',
};

/** 32-bit machines pass such an argument in two registers. */
const IS_64_BIT = /\b(?:loff_t|u64|__u64)\b[^*]*$/;
const COLUMNS_32_BIT = new Set(['i386', 'arm']);

/** A wider edition of a call takes the same arguments. */
const LATER_EDITION = /_time64$/;

/**
 * A folder that Debian's packages of kernel headers unpack.
 * @param flavour `common`, or an architecture's name for its configuration.
 */
export function kernelHeaderFolder(flavour: string): string {
  const pattern = new RegExp(`^linux-headers-${SERIES.replace('.', '\\.')}\\..*-${flavour}$`);
  const parent = fromPackage('/usr/src', PACKAGE);
  const [newest] = readdirSync(parent)
    .filter((name) => pattern.test(name))
    .sort(new Intl.Collator('en', { numeric: true }).compare)
    .reverse();
  return fromPackage(`${parent}/${newest ?? `linux-headers-${SERIES}-${flavour}`}`, PACKAGE);
}

/** The prototypes of `sys_*` that hold for a column of the syscall table. */
export function readPrototypes(column: string): Prototypes {
  const found = new Map<string, string[][]>();
  for (const header of ['include/linux/syscalls.h', ARCH_HEADERS[column]]) {
    if (header === undefined) continue;
    const text = readFileSync(fromPackage(`${kernelHeaderFolder('common')}/${header}`, PACKAGE));
    const declared = text
      .toString()
      .replace(/\/\*[\s\S]*?\*\//g, '')
      .matchAll(/^(?:asmlinkage )?long sys_(\w+)\(([^;]*)\);/gm);
    for (const [, name = '', list = ''] of declared) {
      const parameters = list.replace(/\s+/g, ' ').trim();
      const each = /^(?:void)?$/.test(parameters) ? [] : parameters.split(/ ?, ?/);
      found.set(name, [...(found.get(name) ?? []), each]);
    }
  }
  return found;
}

/**
 * The argument names of a call in a column, null where the headers do not tell: no prototype, several,
 * parameters without names, or registers that are not one a parameter.
 */
export function prototypeArgs(
  prototypes: Prototypes,
  column: string,
  name: string,
): readonly string[] | null {
  const lists = prototypes.get(name) ?? prototypes.get(name.replace(LATER_EDITION, ''));
  const [parameters] = lists ?? [];
  if (parameters === undefined || lists?.length !== 1) return null;
  if (OLDER.some(([call, columns]) => call === name && columns.includes(column))) return null;
  if (COLUMNS_32_BIT.has(column) && parameters.some((each) => IS_64_BIT.test(each))) return null;
  const names = parameters.map(parameterName);
  return names.every((each) => each !== null) ? names : null;
}

/** `dfd` of `int dfd`, `envp` of `const char *const *envp`; null for a type alone. */
function parameterName(parameter: string): string | null {
  const name = /[\s*](\w+)(?:\[\])?$/.exec(parameter)?.[1];
  return name === undefined || /^(?:int|long|short|char|unsigned|signed|__user)$/.test(name)
    ? null
    : name;
}
