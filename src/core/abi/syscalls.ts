import data from './data/syscalls.json';
import { onceFor } from './once';
import type { Arch, Syscall } from './types';

/** Marks an x32 call under x86_64's audit architecture (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/** A table of the kernel: an architecture, or x32, which is x86_64 to the audit system. */
type Column = Arch | 'x32';

/** `[name, a number or null for each column, libc's targets: one digit or '-' a column]`. */
type Row = readonly [name: string, ...rest: (number | string | null)[]];

interface Table {
  readonly all: readonly Syscall[];
  readonly byNumber: ReadonlyMap<number, Syscall>;
  readonly byName: ReadonlyMap<string, Syscall>;
}

const tableOf = onceFor(buildTable);
const argsOf = onceFor(buildArgs);

/**
 * The call of a number as an audit record gives it.
 * @param number with x32's bit under x86_64; -1 and numbers that no table has give null.
 */
export function syscallByNumber(arch: Arch, number: number): Syscall | null {
  if (arch === 'x86_64' && number >= X32_BIT) {
    return tableOf('x32').byNumber.get(number - X32_BIT) ?? null;
  }
  return tableOf(arch).byNumber.get(number) ?? null;
}

/**
 * The call of a name: `write`, or a constant that holds its number, `SYS_write`, `__NR_write`,
 * `libc::SYS_write`. On x86_64 its own table only, never x32's.
 */
export function syscallByName(arch: Arch, name: string): Syscall | null {
  return tableOf(arch).byName.get(name.replace(/^(?:libc::)?(?:SYS_|__NR_)/, '')) ?? null;
}

/** All calls of an architecture by rising number; x86_64 without x32's. */
export function allSyscalls(arch: Arch): readonly Syscall[] {
  return tableOf(arch).all;
}

/** `write(fd, buf, count)`; `name(…)` where the arguments are not known. */
export function syscallSignature(syscall: Syscall): string {
  return `${syscall.name}(${syscall.args?.join(', ') ?? '…'})`;
}

function buildTable(column: Column): Table {
  const at = data.columns.indexOf(column);
  const targets = data.targets[at] ?? [];
  const args = argsOf(column);
  const all: Syscall[] = [];
  for (const row of data.calls as unknown as readonly Row[]) {
    const number = row[at + 1];
    if (typeof number !== 'number') continue;
    const mask = Number(String(row.at(-1))[at]);
    all.push({
      arch: column === 'x32' ? 'x86_64' : column,
      name: row[0],
      number,
      abi: column === 'x32' ? 'x32' : null,
      // Few commands ask for them, and of few calls.
      get args() {
        return wordsOf(args.get(row[0]));
      },
      rustTargets: targets.filter((_, bit) => (mask & (1 << bit)) !== 0),
    });
  }
  all.sort((a, b) => a.number - b.number);
  // Two names of one number: the one that a Rust source can use goes last and so wins.
  const usableLast = [...all].sort((a, b) => a.rustTargets.length - b.rustTargets.length);
  return {
    all,
    byNumber: new Map(usableLast.map((call) => [call.number, call])),
    byName: new Map(all.map((call) => [call.name, call])),
  };
}

/**
 * The arguments' names with a space between them. From two sources, which name different calls. Rows are
 * `[name, args]`, or `[name, args, column…]` where architectures differ.
 */
function buildArgs(column: Column): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [name = '', args = '', ...columns] of [...data.args, ...data.prototypes]) {
    if (columns.length > 0 && !columns.includes(column)) continue;
    found.set(name, args);
  }
  return found;
}

function wordsOf(args: string | undefined): readonly string[] | null {
  if (args === undefined) return null;
  return args === '' ? [] : args.split(' ');
}
