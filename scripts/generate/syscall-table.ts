/** Makes the syscall table: a row a name, a column an architecture. */
import { crateOf, type Crate, type CrateKey } from './crates';
import { constValue, libcConstants } from './libc-consts';
import { prototypeArgs, PROTOTYPES_SOURCE, readPrototypes } from './prototypes';
import { rawSysConstants } from './raw-sys';
import { readArgs } from './syscall-args';
import { COLUMNS, type Column } from './targets';

/** x32 numbers carry it in headers and crates; the table is kept without (asm/unistd.h, __X32_SYSCALL_BIT). */
const X32_BIT = 0x40000000;

/** Constants of the headers and of libc that are named like calls but mark ranges of numbers. */
const MARKS = new Set([
  'SYSCALL_BASE',
  'SYSCALL_MASK',
  'OABI_SYSCALL_BASE',
  'arch_specific_syscall',
  'BASE',
]);

/** Numbers from here on mean the same call, of one implementation, on every architecture (Linux 5.1). */
const FIRST_COMMON = 424;
/** And up to here, where x32's own begin (arch/x86/entry/syscalls/syscall_64.tbl). */
const FIRST_OF_X32 = 512;

interface Entry {
  number: number;
  /** Bit n: the column's n-th Rust target has `libc::SYS_<name>`. */
  mask: number;
}

/** Name of a call → its entry in each column. */
type Calls = ReadonlyMap<string, Entry>;

/** Name of a call → its argument names. */
type Args = ReadonlyMap<string, readonly string[]>;

/**
 * The file's content. A row of `calls` is the name, its number in each column, and last a text of one
 * character a column: the sum of 2^n for the column's n-th target where `libc::SYS_<name>` exists.
 */
export function syscallTable(crates: ReadonlyMap<CrateKey, Crate>): Record<string, unknown> {
  const rawSys = crateOf(crates, 'linux-raw-sys');
  const libc = crateOf(crates, 'libc');
  const nc = crateOf(crates, 'nc');
  const columns = COLUMNS.map((column) => readColumn(column, rawSys, libc));
  const names = [...new Set(columns.flatMap((calls) => [...calls.keys()]))].sort();
  const ofNc = COLUMNS.map((column, i) =>
    readArgs(nc.folder, column.nc, column.name, columns[i]?.keys() ?? []),
  );
  const args = columns.map((calls, i) => withCommon(calls, ofNc[i] ?? new Map(), ofNc));
  const prototypes = COLUMNS.map((column, i) =>
    unnamedArgs(column, columns[i] ?? new Map(), args[i] ?? new Map()),
  );
  return {
    source: {
      numbers: `${rawSys.name} ${rawSys.version}, ${libc.name} ${libc.version}`,
      targets: `${libc.name} ${libc.version}`,
      args: `${nc.name} ${nc.version}`,
      prototypes: PROTOTYPES_SOURCE,
    },
    columns: COLUMNS.map((column) => column.name),
    targets: COLUMNS.map((column) => column.targets),
    calls: names.map((name) => [
      name,
      ...columns.map((calls) => calls.get(name)?.number ?? null),
      columns.map((calls) => calls.get(name)?.mask ?? '-').join(''),
    ]),
    args: names.flatMap((name) => argRows(name, columns, args)),
    prototypes: names.flatMap((name) => argRows(name, columns, prototypes)),
  };
}

/** A column's names and, of the calls that all architectures share, those that all others agree on. */
function withCommon(calls: Calls, own: Args, all: readonly Args[]): Args {
  const found = new Map(own);
  for (const [name, { number }] of calls) {
    if (number < FIRST_COMMON || number >= FIRST_OF_X32 || found.has(name)) continue;
    const [first, ...rest] = all.map((args) => args.get(name)).filter((args) => args !== undefined);
    if (first !== undefined && rest.every((each) => String(each) === String(first))) {
      found.set(name, first);
    }
  }
  return found;
}

/** The names that the prototypes give to those calls of a column that have none. */
function unnamedArgs(column: Column, calls: Calls, named: Args): Args {
  const prototypes = readPrototypes(column.name);
  const found = new Map<string, readonly string[]>();
  for (const name of calls.keys()) {
    const args = named.has(name) ? null : prototypeArgs(prototypes, column.name, name);
    if (args !== null) found.set(name, args);
  }
  return found;
}

function readColumn(column: Column, rawSys: Crate, libc: Crate): Calls {
  const calls = new Map<string, Entry>();
  for (const [name, value] of rawSysConstants(rawSys.folder, column.rawSys, 'general')) {
    // arm's private calls, such as set_tls, are __ARM_NR_* and pass a filter like all others.
    const call = name.replace(/^__(?:ARM_)?NR_/, '');
    if (call === name || MARKS.has(call)) continue;
    calls.set(call, { number: value % X32_BIT, mask: 0 });
  }
  column.targets.forEach((triple, bit) => {
    const constants = libcConstants(libc.folder, triple);
    for (const [name, item] of constants) {
      const call = name.replace(/^SYS_/, '');
      if (call === name || MARKS.has(call)) continue;
      const value = constValue(constants, item.value);
      if (value === null) throw new Error(`${triple}: ${name} = ${item.value}`);
      addLibc(calls, call, value % X32_BIT, bit, triple);
    }
  });
  return calls;
}

function addLibc(
  calls: Map<string, Entry>,
  name: string,
  number: number,
  bit: number,
  triple: string,
): void {
  const entry = calls.get(name) ?? { number, mask: 0 };
  if (entry.number !== number) {
    throw new Error(`${triple}: SYS_${name} is ${number} in libc, ${entry.number} in the headers`);
  }
  entry.mask |= 1 << bit;
  calls.set(name, entry);
}

/**
 * `[name, args]` where all columns that have the call agree, else `[name, args, column, …]` for each
 * set of columns that does; none where no column knows.
 */
function argRows(name: string, columns: readonly Calls[], args: readonly Args[]): string[][] {
  const groups = new Map<string, string[]>();
  columns.forEach((calls, i) => {
    const text = args[i]?.get(name)?.join(' ');
    if (text === undefined || !calls.has(name)) return;
    groups.set(text, [...(groups.get(text) ?? []), COLUMNS[i]?.name ?? '']);
  });
  const having = columns.filter((calls) => calls.has(name)).length;
  const [only] = groups;
  if (only?.[1].length === having) return [[name, only[0]]];
  return [...groups].map(([text, named]) => [name, text, ...named]);
}
