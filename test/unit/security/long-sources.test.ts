import { test } from 'node:test';
import { crateAround } from '../../../src/core/policy/crate';
import { CrateNames } from '../../../src/core/policy/crate-names';
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
