/** Requests that libc gives as plain numbers, read again for each architecture, against the table. */
import path from 'node:path';
import { test } from 'node:test';
import { crateOf, fetchCrates } from '../../scripts/generate/crates';
import { constValue, libcConstants } from '../../scripts/generate/libc-consts';
import { COLUMNS } from '../../scripts/generate/targets';
import ioctls from '../../src/core/abi/data/ioctls.json';
import { Differences } from './differences';
import { requestsOf } from './rows';

const crates = fetchCrates(path.resolve(import.meta.dirname, '..', '..', '.cache', 'generate'));

for (const column of ioctls.columns) {
  test(`ioctl requests of ${column} between libc and the table`, (t) => {
    const ours = requestsOf(column, 'crates');
    const differences = new Differences('libc, ioctl', column);
    const targets = COLUMNS.find(({ name }) => name === column)?.targets ?? [];
    for (const triple of targets) {
      const constants = libcConstants(crateOf(crates, 'libc').folder, triple);
      for (const [name, values] of ours) {
        const item = constants.get(name);
        const number = item?.value.replace(/^u32_cast_ioctl \( (\w+) \)$/, '$1');
        const theirs = number === undefined ? null : constValue(constants, number);
        if (theirs !== null)
          differences.compare(`${name} on ${triple}`, `${values[0] ?? ''}`, `${theirs}`);
      }
    }
    const compared = differences.finish(250);
    t.diagnostic(`${column}: ${compared} values of libc agree, over ${targets.length} targets`);
  });
}
