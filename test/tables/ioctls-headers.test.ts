/**
 * Every ioctl request of the crates that both know, against Debian's kernel headers, compiled by clang
 * for the architecture, with its own struct sizes.
 */
import { test } from 'node:test';
import { Differences } from './differences';
import { HEADERS, headersDefining, PRELUDE, valuesOf } from '../../scripts/generate/kernel-headers';
import { requestsOf } from './rows';

for (const column of ['x86_64', 'aarch64', 'riscv64']) {
  test(`ioctl requests of ${column} against the kernel's headers`, (t) => {
    const headers = HEADERS[column]?.();
    if (headers === undefined) throw new Error(`no headers for ${column}`);
    const ours = requestsOf(column, 'crates');
    const differences = new Differences('kernel headers, ioctl', column);
    const theirs = new Map<string, number>();
    const uncompiled = new Set<string>();
    for (const [header, names] of headersDefining(headers, (name) => ours.has(name))) {
      const values = valuesOf(headers, [...PRELUDE, header], names);
      for (const [name, value] of values) theirs.set(name, value);
      for (const name of names) if (!values.has(name)) uncompiled.add(name);
    }
    for (const [name, value] of theirs) {
      const mine = ours.get(name) ?? [];
      const matching = mine.find((each) => each === value) ?? mine[0] ?? 0;
      differences.compare(name, `0x${matching.toString(16)}`, `0x${value.toString(16)}`);
    }
    const compared = differences.finish(1450);
    const silent = [...uncompiled].filter((name) => !theirs.has(name));
    t.diagnostic(
      `${column}: ${compared} of ${ours.size} names of the crates are in the headers and agree; defined there and not compiled: ${silent.join(', ') || 'none'}`,
    );
  });
}
