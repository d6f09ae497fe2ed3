/**
 * Makes the tables in `src/core/abi/data`, or in the folder named as argument, out of registry crates
 * and, for what these lack, of Debian's kernel headers. Needs cargo, rustc, clang and the packages
 * linux-libc-dev-{amd64,arm64,riscv64}-cross and linux-headers-amd64, and names the one that is missing.
 * Run by `npm run generate`; twice in a row it gives the same bytes.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { constantsTable } from './constants-table';
import { fetchCrates } from './crates';
import { ioctlTable } from './ioctl-table';
import { syscallTable } from './syscall-table';
import { writeTable } from './write';

const root = path.resolve(import.meta.dirname, '..', '..');
const probe = path.join(root, '.cache', 'generate');
const data = process.argv[2] ?? path.join(root, 'src', 'core', 'abi', 'data');

const crates = fetchCrates(probe);
mkdirSync(data, { recursive: true });
for (const [file, table] of [
  ['syscalls.json', syscallTable(crates)],
  ['ioctls.json', ioctlTable(crates, probe)],
  ['constants.json', constantsTable(crates)],
] as const) {
  const bytes = writeTable(path.join(data, file), table);
  console.log(`${file}: ${bytes} bytes`);
}
