/** The generated tables' rows as the checks want them: by column of the file. */
import ioctls from '../../src/core/abi/data/ioctls.json';
import syscalls from '../../src/core/abi/data/syscalls.json';

/** Numbers by name of one column of the syscall table, `x32` among them, without its bit. */
export function numbersOf(column: string): Map<string, number> {
  const at = syscalls.columns.indexOf(column) + 1;
  return new Map(
    syscalls.calls.flatMap((row) => {
      const number = row[at];
      return typeof number === 'number' ? [[String(row[0]), number]] : [];
    }),
  );
}

/** Where a request's row comes from: headers are checked against other things than crates are. */
export type Origin = 'crates' | 'headers';

/** The values of each request name of one column that has them from there; MSHV's names have two. */
export function requestsOf(column: string, origin: Origin): Map<string, number[]> {
  const at = ioctls.columns.indexOf(column);
  const found = new Map<string, number[]>();
  for (const [name, source, ...values] of ioctls.requests) {
    const cited = ioctls.sources[Number(source)] ?? '';
    if ((origin === 'headers') !== cited.startsWith('linux-libc-dev ')) continue;
    const hex = values.length === 1 ? values[0] : values[at];
    if (hex == null) continue;
    const value = Number.parseInt(String(hex), 16);
    found.set(String(name), [...(found.get(String(name)) ?? []), value]);
  }
  return found;
}
