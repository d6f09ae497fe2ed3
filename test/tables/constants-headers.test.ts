/** Audit architectures and seccomp actions against Debian's kernel headers. */
import { test } from 'node:test';
import data from '../../src/core/abi/data/constants.json';
import { Differences } from './differences';
import { HEADERS, valuesOf } from '../../scripts/generate/kernel-headers';

const constants: readonly (readonly [string, string])[] = [
  ...data.auditArches.map(([name = '', hex = '']) => [name, hex] as const),
  ...data.actions.map(
    ([name = '', hex = '']) =>
      [`SECCOMP_RET_${name.toUpperCase().replace('-', '_')}`, hex] as const,
  ),
];

test('audit architectures and actions against the kernel headers', (t) => {
  const headers = HEADERS['x86_64']?.();
  if (headers === undefined) throw new Error('no headers for x86_64');
  const names = constants.map(([name]) => name);
  const values = valuesOf(headers, ['linux/audit.h', 'linux/seccomp.h'], names);
  const differences = new Differences('kernel headers, constants', 'all');
  for (const [name, hex] of constants) {
    const theirs = values.get(name);
    if (theirs !== undefined) differences.compare(name, hex, theirs.toString(16));
  }
  const compared = differences.finish(55);
  t.diagnostic(`${compared} of ${constants.length} constants are in the headers and agree`);
});
