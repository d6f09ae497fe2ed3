import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../../src/core/text/span';
import { times } from '../../lib/times';
import { read } from './support';

const DEEP = 50_000;
/** Far more than any of these takes; what is not linear takes hours. */
const LIMIT = { timeout: 60_000 };

const SOURCES: readonly [what: string, text: string][] = [
  ['open brackets', `fn f() { vec![${'('.repeat(DEEP)}`],
  ['closed brackets', `fn f() { vec![${'('.repeat(DEEP)}${')'.repeat(DEEP)}] }`],
  ['closers alone', ')]}'.repeat(DEEP)],
  ['openers that close crosswise', '([{'.repeat(DEEP) + ')]}'.repeat(DEEP)],
  ['modules', `${'mod a { '.repeat(DEEP)}${'}'.repeat(DEEP)}`],
  ['cfgs in one another', `fn f() { ${'#[cfg(a)] { '.repeat(DEEP)}${'}'.repeat(DEEP)} }`],
  ['cfgs over one another', `fn f() { vec![${'#[cfg(a)] '.repeat(DEEP)}(libc::SYS_a, vec![])] }`],
  ['use trees', `use ${'a::{'.repeat(DEEP)}b${'}'.repeat(DEEP)};`],
  ['lists in lists', `fn f() { ${'vec![(libc::SYS_a, '.repeat(DEEP)}${')]'.repeat(DEEP)} }`],
  ['comments', `fn f() { vec![\n${'// x\n'.repeat(DEEP)}(libc::SYS_a, vec![])] }`],
  ['a comment that never ends', `fn f() { /*${'/*'.repeat(DEEP)}`],
  ['a string that never ends', `fn f() { "${'\\"'.repeat(DEEP)}`],
  ['statements without an end', `fn f() { ${'r.insert(libc::SYS_a, v) '.repeat(5000)}}`],
  ['statements in blocks', `fn f() { ${'if x { r.insert(libc::SYS_a, v); } '.repeat(5000)}}`],
  ['arms of a match', `fn f() { match x { ${'A::B => f(),'.repeat(DEEP / 10)} } }`],
  [
    'words that every JavaScript object knows',
    'fn f() { vec![(constructor, toString, valueOf, __proto__, hasOwnProperty)] }',
  ],
  [
    'constants that name the next',
    Array.from({ length: 3000 }, (_, at) => `const C${at}: u64 = C${at + 1};`).join('\n'),
  ],
];

/** More of one thing than the stack holds arguments, and than a pass for each of them would end with. */
const MANY = 130_000;
const filterOf = (list: string, action = 'SeccompAction::Trap'): string =>
  `SeccompFilter::new(${list}, ${action}, SeccompAction::Allow, ARCH)`;

const WIDE: typeof SOURCES = [
  ['names of one import', `use a::{${'b, '.repeat(MANY)}}; fn f() { libc::SYS_a }`],
  ['what a set is given', `fn f() { SafetyContext::new().enable(${'a '.repeat(MANY)}) }`],
  ['what a set holds', `fn f() { SafetyContext::new().enable(vec![${'1, '.repeat(MANY)}]) }`],
  ['variables lent to one call', `fn f() { g(${'&mut a, '.repeat(MANY)}) }`],
  [
    'constants that an action may be',
    `${'const A: u8 = 1; '.repeat(MANY)}fn f() { ${filterOf('vec![(libc::SYS_a, vec![])]', 'A')} }`,
  ],
  [
    'words that a filter is made of',
    `fn f() { let r = [${Array.from({ length: MANY }, (_, at) => `w${at}, `).join('')}]; ${filterOf('r')} }`,
  ],
  [
    'what a macro is given',
    `macro_rules! m { ($e:expr) => { (libc::SYS_a, $e) } }\nfn f() { ${filterOf(`vec![m!(${'a '.repeat(MANY)})]`)} }`,
  ],
  ['generics without an end', `fn f() { ${'a::<'.repeat(MANY)} }`],
  [
    'constants that are worked out of the next',
    Array.from({ length: 10_000 }, (_, at) => `const C${at}: u64 = C${at + 1} + 1;`).join('\n'),
  ],
  [
    'a filter without rules in a text of imports',
    `fn f() -> R { let mut c = ScmpFilterContext::new(ScmpAction::KillProcess)?; c.load()?; }\n// ${'use '.repeat(MANY)}`,
  ],
  [
    'rules of a profile that each answer otherwise',
    `{"defaultAction": "SCMP_ACT_TRAP", "syscalls": [${Array.from({ length: 40_000 }, (_, at) => `{"names": ["a"], "action": "SCMP_ACT_ERRNO", "errnoRet": ${at}}`).join(', ')}]}`,
  ],
];

for (const [what, text] of [...SOURCES, ...WIDE]) {
  test(`${what}: read to its end`, LIMIT, async () => {
    const policy = await read(text);
    assert.equal(policy.text, text);
    // Worked out when they are asked for.
    for (const { span } of [...policy.lists, ...policy.problems]) assertInside(span, text);
  });
}

test('a generated file of 20,000 entries', LIMIT, async () => {
  const entries = '        (libc::SYS_read, vec![]),\n'.repeat(20_000);
  const policy = await read(`fn l() -> R {\n    Ok(vec![\n${entries}    ])\n}\n`);
  assert.equal(policy.lists[0]?.entries.length, 20_000);
});

test('no text is too broken to be read', async () => {
  const pieces = fc.constantFrom(
    ...['fn f() ', '{', '}', '(', ')', '[', ']', 'vec!', 'or![', 'and![', ',', ';', '#[cfg(x)]'],
    ...['libc::SYS_read', 'Cond::new(1, Dword, Eq, X)?', '"', "'", '//', '/*', '*/', '\n', '\r\n'],
    ...['const X: u64 = 1;', 'use a::{b', 'mod m ', '-> Vec<SeccompRule>', 'é', '𝒳', '\u0000', '#'],
    ...[
      'SeccompFilter::new(',
      'SeccompAction::Trap',
      'let x =',
      'macro_rules! m {',
      '=>',
      '::',
      '!',
    ],
  );
  await fc.assert(
    fc.asyncProperty(fc.array(pieces, { maxLength: 60 }), async (parts) => {
      const text = parts.join(' ');
      const { lists, problems } = await read(text);
      for (const { span } of [...lists, ...problems]) assertInside(span, text);
    }),
    times(300),
  );
});

function assertInside({ start, end }: Span, text: string): void {
  assert.ok(0 <= start && start <= end && end <= text.length, `${start}–${end}`);
}
