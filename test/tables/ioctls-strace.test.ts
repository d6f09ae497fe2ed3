/**
 * The requests that come from the kernel's headers, against the names that strace gives to their
 * values: it brings tables of its own, made of the headers of its release.
 */
import { test } from 'node:test';
import { iocText } from '../../src/core/abi/ioctls';
import { Differences } from './differences';
import { numbersOf, requestsOf } from './rows';
import { straceLines } from './strace';

const NO_DESCRIPTOR = -1;

/** The request in a line of strace: its names, some with an argument, or `_IOC(…)` where it knows none. */
const REQUEST = /^ioctl\(-1, ((?:[^,()]|\([^)]*\))*)/;

test('requests of x86_64 against strace', (t) => {
  const ioctl = numbersOf('x86_64').get('ioctl') ?? 0;
  const ours = [...requestsOf('x86_64', 'headers')].map(([name, [value = 0]]) => ({ name, value }));
  const lines = straceLines(ours.map(({ value }) => [ioctl, NO_DESCRIPTOR, value]));
  const differences = new Differences('strace, ioctl', 'x86_64');
  const unnamed: string[] = [];
  ours.forEach(({ name, value }, i) => {
    const line = lines[i] ?? '';
    const theirs = REQUEST.exec(line)?.[1] ?? line;
    if (theirs === iocText('x86_64', value)) unnamed.push(name);
    else differences.compare(name, name, theirs.split(' or ').includes(name) ? name : theirs);
  });
  const compared = differences.finish(1200);
  t.diagnostic(
    `${compared} of ${ours.length} names of the headers are strace's too; it names no request of the values of ${unnamed.join(', ') || 'none'}`,
  );
});
