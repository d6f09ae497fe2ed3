/** Makes the syscall table: a row a name, a column an architecture. */
import { crateOf, type Crate, type CrateKey } from './crates';
import { constValue, libcConstants } from './libc-consts';
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

interface Entry {
  number: number;
  /** Bit n: the column's n-th Rust target has `libc::SYS_<name>`. */
  mask: number;
}

/** Name of a call → its entry in each column. */
type Calls = ReadonlyMap<string, Entry>;

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
  const args = COLUMNS.map((column, i) =>
    readArgs(nc.folder, column.nc, column.name, columns[i]?.keys() ?? []),
  );
  return {
    source: {
      numbers: `${rawSys.name} ${rawSys.version}, ${libc.name} ${libc.version}`,
      targets: `${libc.name} ${libc.version}`,
      args: `${nc.name} ${nc.version}`,
    },
    columns: COLUMNS.map((column) => column.name),
    targets: COLUMNS.map((column) => column.targets),
    calls: names.map((name) => [
      name,
      ...columns.map((calls) => calls.get(name)?.number ?? null),
      columns.map((calls) => calls.get(name)?.mask ?? '-').join(''),
    ]),
    args: names.flatMap((name) =>
      argRows(
        name,
        columns.map((calls, i) => (calls.has(name) ? (args[i]?.get(name) ?? null) : undefined)),
      ),
    ),
  };
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
 * set of columns that does.
 * @param byColumn null where the names are not known, undefined where there is no such call.
 */
function argRows(
  name: string,
  byColumn: readonly (readonly string[] | null | undefined)[],
): string[][] {
  const groups = new Map<string, string[]>();
  byColumn.forEach((args, i) => {
    if (args == null) return;
    const text = args.join(' ');
    groups.set(text, [...(groups.get(text) ?? []), COLUMNS[i]?.name ?? '']);
  });
  const [only] = groups;
  if (only !== undefined && groups.size === 1 && !byColumn.includes(null)) return [[name, only[0]]];
  return [...groups].map(([text, columns]) => [name, text, ...columns]);
}
