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

/** Sources that a reader could go through again for each of their parts, or that hold no end of something. */
const READ: readonly (readonly [what: string, text: string])[] = [
  [
    'filters, each made of its own constant',
    Array.from(
      { length: 2000 },
      (_, at) =>
        `const L${at}: &[i64] = &[libc::SYS_read];\n` +
        `fn f${at}() -> R { let mut ctx = ScmpFilterContext::new(ScmpAction::KillProcess)?; ` +
        `for nr in L${at} { ctx.add_rule(ScmpAction::Allow, nr)?; } ctx.load() }\n`,
    ).join(''),
  ],
  ['registrations', `// hyperlight\nfn f() { ${'s.register("F", f)?; '.repeat(SIZE / 20)}}`],
  ['constants of one name', 'const C: i64 = C + 1;\n'.repeat(SIZE / 30)],
  [
    'functions of one name',
    'fn f() -> Rules { f(); vec![(libc::SYS_read, f())] }\n'.repeat(SIZE / 50),
  ],
  [
    'blocks that each add an entry',
    `fn f() { let mut r = R::new(); ${'if x { r.insert(libc::SYS_a, v); } '.repeat(SIZE / 34)}}`,
  ],
  ['sieves in one chain', `fn f() { x${'.filter(|x| a)'.repeat(SIZE / 14)} }`],
  ['variables without a semicolon', `fn f() { ${'let x = '.repeat(SIZE / 16)} }`],
  ['constants without a semicolon', 'const A: u64 = '.repeat(SIZE / 15)],
  ['functions without a body', 'fn f<'.repeat(SIZE / 5)],
  ['arms without an end', `fn f() { match x { ${'A => '.repeat(SIZE / 10)} } }`],
  ['what is lent', `fn f() { let x = ${'&'.repeat(SIZE)}x; }`],
  ['raw strings without an end', 'r#"'.repeat(SIZE / 3)],
];

for (const [what, text] of READ) {
  test(`a source of ${what} is read in linear time, its errors too`, async () => {
    await assertCheapAsync('reading', async () => {
      assert.ok((await policyOf(text)).problems.length >= 0);
    });
  });
}

test('a megabyte of open brackets is not parsed, and one sentence says why', async () => {
  for (const open of ['[', '(', 'vec![', 'fn f(', 'if x {']) {
    const text = `fn g() {}\n${open.repeat(1_000_000 / open.length)}`;
    const policy = await policyOf(text);
    assert.deepEqual(
      policy.problems.map(({ line, span, message, blocks }) => [line, span, message, blocks]),
      [
        [
          2,
          { start: 0, end: text.length },
          'Brackets nest too deeply from here on to be read.',
          true,
        ],
      ],
    );
    assert.ok(policy.obstacles.at([{ start: 0, end: 9 }]));
  }
});

test('what lies within an error says nothing more of it', async () => {
  const { problems } = await policyOf('&'.repeat(SIZE));
  assert.equal(problems.length, 1);
});
