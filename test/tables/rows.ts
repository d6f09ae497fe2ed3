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

/** The values of each request name of one column; MSHV's names have two. */
export function requestsOf(column: string): Map<string, number[]> {
  const at = ioctls.columns.indexOf(column);
  const found = new Map<string, number[]>();
  for (const [name, , ...values] of ioctls.requests) {
    const hex = values.length === 1 ? values[0] : values[at];
    if (hex == null) continue;
    const value = Number.parseInt(String(hex), 16);
    found.set(String(name), [...(found.get(String(name)) ?? []), value]);
  }
  return found;
}
