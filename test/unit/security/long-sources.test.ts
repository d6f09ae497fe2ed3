import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listsInForce } from '../../../src/core/export/in-force';
import { crateAround } from '../../../src/core/policy/crate';
import { CrateNames } from '../../../src/core/policy/crate-names';
import type { Policy } from '../../../src/core/policy/model';
import { shownName } from '../../../src/core/plan/list-name';
import { planFor } from '../../../src/core/plan/plan';
import { assertCheap, assertCheapAsync } from '../../lib/work';
import { want } from '../plan/cases';
import { policyOf } from '../plan/support';

const SIZE = 400_000;

/** What begins a path, a module, a name, or an import, again and again. */
const BEGUN: readonly (readonly [what: string, text: string])[] = [
  ['a path', 'a::'.repeat(SIZE / 3)],
  ['paths', 'a::b '.repeat(SIZE / 5)],
  ['a path before many', `${'a::'.repeat(SIZE / 6)}{${'x '.repeat(SIZE / 4)}`],
  ['paths in braces', 'a::{'.repeat(SIZE / 4)],
  ['modules', 'mod a '.repeat(SIZE / 6)],
  ['blanks', `mod${' '.repeat(SIZE)}`],
  ['functions', 'fn mut '.repeat(SIZE / 7)],
  ['calls', 'a ('.repeat(SIZE / 3)],
  ['imports', 'use '.repeat(SIZE / 4)],
  ['a word', 'a'.repeat(SIZE)],
];

for (const [what, text] of BEGUN) {
  test(`a source of ${what}: the files that it leads to are looked for in linear time`, async () => {
    await assertCheapAsync(what, () => crateAround(text, ['a', 'b'], () => Promise.resolve(null)));
  });

  test(`a source of ${what}: so are its names`, () => {
    assertCheap(what, () => {
      const names = new CrateNames(text);
      names.worth(text);
      names.uses(text);
    });
  });
}

test('a further call of a host function that is no name', async () => {
  const policy = await policyOf(
    `fn f() { sandbox.register_with_extra_allowed_syscalls("F", f, vec![${'SYS_'.repeat(SIZE / 4)}!])?; }`,
  );
  assertCheap('a key', () => planFor(policy, want('getpid'), { kind: 'host-function' }));
});

/** The pieces of a broken source: lists and loops that no function holds, and beginnings of `impl`. */
const MANY_LISTS: readonly (readonly [what: string, text: string])[] = [
  [
    'lists and loops outside of any function',
    'let rules = vec![(libc::SYS_read, vec![])]; for x in [libc::SYS_open] { rules.push((x, vec![])); }\n'.repeat(
      4000,
    ),
  ],
  [
    'two lists of one name behind many an “impl”',
    `${'impl\n'.repeat(SIZE / 5)};\n${'fn f() -> Rules { vec![(libc::SYS_read, vec![])] }\n'.repeat(2)}`,
  ],
];

for (const [what, text] of MANY_LISTS) {
  test(`a source of ${what} is read, and asked for what would let a call through, in linear time`, async () => {
    const read: Policy[] = [];
    await assertCheapAsync('reading', async () => {
      read.push(await policyOf(text));
    });
    const [policy] = read;
    assert.ok(policy);
    assertCheap('the question', () => planFor(policy, want('getpid')));
    assertCheap('names', () => {
      for (const list of policy.lists) shownName(policy, list);
    });
  });
}

test('lists of which each takes in the next, and so all that follow', async () => {
  const one = (at: number): string =>
    `fn f${at}() -> Rules { let mut r = vec![(libc::SYS_read, vec![])]; r.extend(f${at + 1}()); r }\n`;
  const policy = await policyOf(Array.from({ length: 500 }, (_, at) => one(at)).join(''));
  assertCheap('the question', () => planFor(policy, want('getpid')));
  assertCheap('what is in force', () => listsInForce(policy, 'x86_64'));
});
