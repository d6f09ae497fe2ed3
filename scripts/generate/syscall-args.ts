/**
 * Argument names of system calls, out of the `nc` crate: each of its wrappers ends in
 * `syscall3(SYS_WRITE, fd, buf_ptr, count)`, whose operands are the kernel's arguments in order.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { closing, splitAtCommas, tokenise } from './rust-tokens';
import { COLUMNS } from './targets';

/**
 * Where nc passes the arguments of most architectures, but this table's call takes others:
 * [the call, the columns where it does]. Their names stay unknown.
 */
const DISTRUSTED: readonly (readonly [string, readonly string[]])[] = [
  // CLONE_BACKWARDS and CLONE_BACKWARDS2 (arch/Kconfig): another order of tls, child_tid and the stack.
  ['clone', ['i386', 'arm', 'riscv64', 'ppc64le', 's390x']],
  // The one pointer to a block of arguments that the old entry points take.
  ['mmap', ['i386', 's390x']],
  ['select', ['i386']],
  // The mask is the third argument here, after two that are not used.
  ['sigsuspend', ['i386', 'arm', 's390x']],
  // The size of the struct stands between the two that nc passes.
  ['statfs64', COLUMNS.map((column) => column.name)],
  ['fstatfs64', COLUMNS.map((column) => column.name)],
  // A 64-bit argument fills two registers on 32-bit machines, on arm an even and an odd one.
  ...[
    'fadvise64',
    'fadvise64_64',
    'fallocate',
    'fanotify_mark',
    'ftruncate64',
    'lookup_dcookie',
    'pread64',
    'pwrite64',
    'readahead',
    'sync_file_range',
    'sync_file_range2',
    'truncate64',
  ].map((name) => [name, ['i386', 'arm']] as const),
];

/** A 32-bit table's wider edition of a call (`chown32`, `clock_gettime64`) takes the same arguments. */
const LATER_EDITION = /(?:_time64|64|32)$/;

/**
 * Names by syscall for one architecture of `nc`.
 * A call is left out where an operand has no name of its own, or two wrappers disagree.
 * @param platform the folder under nc's `src/platform/linux-`.
 * @param column the table's column that they are for.
 * @param names the calls of that column.
 */
export function readArgs(
  ncFolder: string,
  platform: string,
  column: string,
  names: Iterable<string>,
): Map<string, readonly string[]> {
  const file = path.join(ncFolder, 'src', 'platform', `linux-${platform}`, 'call.rs');
  const tokens = tokenise(readFileSync(file, 'utf8'));
  const found = new Map<string, readonly string[] | null>();
  tokens.forEach((token, at) => {
    if (!/^syscall[0-6]$/.test(token) || tokens[at + 1] !== '(') return;
    const [call, ...operands] = splitAtCommas(tokens.slice(at + 2, closing(tokens, at + 1)));
    const number = call?.length === 1 ? (call[0] ?? '') : '';
    if (!number.startsWith('SYS_') || operands.length !== Number(token.at(-1))) return;
    const name = number.slice('SYS_'.length).toLowerCase();
    const args = operands.map(argName);
    const known = args.every((arg) => arg !== null) ? args : null;
    const before = found.get(name);
    const agree = before === undefined || String(before) === String(known);
    found.set(name, agree ? known : null);
  });
  for (const name of names) {
    const base = name.replace(LATER_EDITION, '');
    const args = found.get(base);
    if (args !== undefined && !found.has(name)) found.set(name, args);
  }
  for (const [name, columns] of DISTRUSTED) {
    if (columns.includes(column)) found.delete(name);
  }
  return new Map(
    [...found].filter((entry): entry is [string, readonly string[]] => entry[1] !== null),
  );
}

/** The name in an operand: `buf_ptr`, `fd as usize`, `path.as_ptr() as usize`; null for anything else. */
function argName(operand: readonly string[]): string | null {
  const text = operand.join(' ').replace(/( \. as_(mut_)?ptr \( \))?( as usize)?$/, '');
  if (!/^[a-z_][a-z0-9_]*$/.test(text)) return null;
  return text.replace(/_ptr$|_$/, '');
}
