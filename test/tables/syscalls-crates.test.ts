/**
 * Syscall numbers that linux-raw-sys and libc, or linux-raw-sys and nc, both give, read from the crates
 * again: the only check that entries newer than Debian's headers, and loongarch64, have.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { crateOf, fetchCrates } from '../../scripts/generate/crates';
import { constValue, libcConstants } from '../../scripts/generate/libc-consts';
import { rawSysConstants } from '../../scripts/generate/raw-sys';
import { COLUMNS } from '../../scripts/generate/targets';
import { Differences } from './differences';
import { numbersOf } from './rows';

/** The numbers that all architectures share and that Linux 6.1 (Debian 12) does not have; x32's own follow. */
const isNewer = (number: number): boolean => number >= 451 && number < 512;

const crates = fetchCrates(path.resolve(import.meta.dirname, '..', '..', '.cache', 'generate'));

for (const column of COLUMNS) {
  test(`syscalls of ${column.name} between libc and linux-raw-sys`, (t) => {
    const headers = rawSysConstants(
      crateOf(crates, 'linux-raw-sys').folder,
      column.rawSys,
      'general',
    );
    const differences = new Differences('libc', column.name);
    const inLibc = new Set<string>();
    for (const triple of column.targets) {
      const constants = libcConstants(crateOf(crates, 'libc').folder, triple);
      for (const [constant, item] of constants) {
        const name = constant.replace(/^SYS_/, '');
        const theirs = headers.get(`__NR_${name}`);
        if (name === constant || theirs === undefined) continue;
        const ours = constValue(constants, item.value);
        differences.compare(`${name} on ${triple}`, `${ours ?? item.value}`, `${theirs}`);
        inLibc.add(name);
      }
    }
    differences.finish(290);

    const inNc = new Set<string>();
    if (column.name !== 'x32') {
      const second = new Differences('nc', column.name);
      for (const [name, theirs] of ncNumbers(column.nc)) {
        const ours = headers.get(`__NR_${name}`);
        if (ours === undefined) continue;
        second.compare(name, `${ours}`, `${theirs}`);
        inNc.add(name);
      }
      second.finish(270);
    }
    const all = numbersOf(column.name);
    const newer = [...all].filter(([, number]) => isNewer(number)).map(([name]) => name);
    const alone = newer.filter((name) => !inLibc.has(name) && !inNc.has(name));
    t.diagnostic(
      `${column.name}: of ${all.size} entries ${inLibc.size} are in libc too and ${inNc.size} in nc; of ${newer.length} newer than Linux 6.1 these are in linux-raw-sys alone: ${alone.join(', ') || 'none'}`,
    );
  });
}

/** nc's numbers; it writes all names in capitals, so only those are taken that are lower-case in the kernel. */
function ncNumbers(platform: string): (readonly [string, number])[] {
  const folder = path.join(crateOf(crates, 'nc').folder, 'src', 'platform', `linux-${platform}`);
  const text = readFileSync(path.join(folder, 'sysno.rs'), 'utf8');
  return [...text.matchAll(/^pub const SYS_(\w+): Sysno = (\d+);$/gm)].map(
    ([, name = '', number]) => [name.toLowerCase(), Number(number)] as const,
  );
}
