import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeByNumber, placeOf } from '../../../src/core/plan/order';

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
  [
    'a nearly sorted list, beside kin that stand the other way round',
    'brk close open openat2 open_by_handle_at prctl read write',
    'openat',
    'brk close open OPENAT openat2 open_by_handle_at prctl read write',
  ],
  [
    'a nearly sorted list, behind two that are swapped',
    'brk close read tkill tgkill unlink write',
    'umask',
    'brk close read tkill tgkill UMASK unlink write',
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

test('a list in the order of its calls’ numbers, nearly', () => {
  const numbers = [0, 1, 3, 4, 56, 5, 8, null, 9, 10, 11];
  assert.equal(placeByNumber(numbers, 2), 1);
  assert.equal(placeByNumber(numbers, 12), 10);
  assert.equal(placeByNumber([7, 3, 9, 1, 8, 2, 6, 4], 5), null);
  assert.equal(placeByNumber([1, 2, 3], 2), null, 'too few to tell');
});
