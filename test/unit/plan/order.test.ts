import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from '../../../src/core/plan/order';

/** Names in their order, a new one, and the list as it should become. */
const CASES: readonly [what: string, names: string, name: string, expected: string][] = [
  ['alone', '', 'read', 'READ'],
  ['a sorted list', 'brk close futex mmap', 'dup', 'brk close DUP futex mmap'],
  ['a sorted list, in front', 'brk close futex mmap', 'accept', 'ACCEPT brk close futex mmap'],
  ['a sorted list, behind', 'brk close futex mmap', 'write', 'brk close futex mmap WRITE'],
  [
    'a list with one astray',
    'brk close write futex mmap read',
    'dup',
    'brk close DUP write futex mmap read',
  ],
  ['an unsorted list', 'write futex read brk', 'dup', 'write futex read brk DUP'],
  [
    'an unsorted list with kin',
    'write rt_sigaction futex rt_sigreturn brk accept',
    'rt_sigprocmask',
    'write rt_sigaction futex rt_sigreturn RT_SIGPROCMASK brk accept',
  ],
  ['kin by stem', 'write openat futex brk', 'openat2', 'write openat OPENAT2 futex brk'],
  [
    'a sorted stretch in an unsorted list',
    'write munmap brk close dup exit futex accept abc',
    'epoll_wait',
    'write munmap brk close dup EPOLL_WAIT exit futex accept abc',
  ],
  ['items without a name', '- futex - write', 'read', '- futex READ - write'],
];

for (const [what, names, name, expected] of CASES) {
  test(`${what}: ${name} into ${names}`, () => {
    const list = names === '' ? [] : names.split(' ');
    const at = placeOf(
      list.map((one) => (one === '-' ? null : one)),
      name,
    );
    list.splice(at + 1, 0, name.toUpperCase());
    assert.equal(list.join(' '), expected);
  });
}
