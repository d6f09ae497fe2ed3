import assert from 'node:assert/strict';
import { test } from 'node:test';
import { want } from './cases';
import { changedLines, fixed, plan } from './support';

/** A list that a filter is made of, behind what gives its names their meanings. */
function listOf(head: string, entry: string): string {
  return [
    head,
    'fn rules() -> Vec<(i64, Vec<SeccompRule>)> {',
    '    vec![',
    `        ${entry},`,
    '    ]',
    '}',
    'fn f() { SeccompFilter::new(rules().into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)?; }',
    '',
  ].join('\n');
}

/** What a file calls by the name of the call that is to be let through, and is another. */
const SHADOWING: readonly (readonly [what: string, head: string])[] = [
  ['a use', 'use libc::{SYS_read, SYS_execve as SYS_getpid};'],
  ['a use beside all names', 'use libc::*;\nuse libc::SYS_execve as SYS_getpid;'],
  ['a use of another crate', 'use libc::*;\nuse evil::SYS_getpid;'],
  ['a constant beside all names', 'use libc::*;\nconst SYS_getpid: i64 = 59;'],
  ['a constant', 'use libc::SYS_read;\nconst SYS_getpid: i64 = libc::SYS_execve;'],
];

for (const [what, head] of SHADOWING) {
  test(`${what} gives another call the name: it is written with libc's path`, async () => {
    const text = listOf(head, '(SYS_read, vec![])');
    const { after } = await fixed(text, want('getpid'));
    assert.deepEqual(changedLines(text, after), ['+        (libc::SYS_getpid, vec![]),']);
  });
}

test('a name that nothing else has is written as its neighbours are', async () => {
  const text = listOf('use libc::*;', '(SYS_read, vec![])');
  const { after } = await fixed(text, want('getpid'));
  assert.deepEqual(changedLines(text, after), ['+        (SYS_getpid, vec![]),']);
});

test('a macro that makes the key of an entry alone is not left out of a new one', async () => {
  const macro = 'macro_rules! sys { ($x:ident) => { paste::paste! { libc::[<SYS_ $x>] } } }';
  const result = await plan(listOf(macro, '(sys!(read), vec![])'), want('getpid'));
  assert.equal(result.kind, 'impossible');
});

/** An ioctl's rule for TCGETS, by that name alone. */
const RULE =
  '(libc::SYS_ioctl, vec![SeccompRule::new(vec![Cond::new(1, ArgLen::Dword, Eq, TCGETS)?])?])';

for (const [what, head] of [
  ['a use', 'use libc::{TCGETS, TIOCSTI as TIOCGWINSZ};'],
  ['a use beside all names', 'use libc::*;\nuse libc::TIOCSTI as TIOCGWINSZ;'],
  ['a use of another crate', 'use libc::*;\nuse evil::TIOCGWINSZ;'],
] as const) {
  test(`${what} gives another request the name: it is written with libc's path`, async () => {
    const text = listOf(head, RULE);
    const { after } = await fixed(text, want('ioctl', 0x5413));
    assert.match(after, /libc::TIOCGWINSZ/);
    assert.doesNotMatch(after.replace(head, ''), /(?<!libc::)TIOCGWINSZ/);
  });
}

test('a name that is imported from elsewhere is not declared again: the number is written', async () => {
  const head = 'use evil::KVM_GET_TSC_KHZ;\nconst KVM_RUN: u64 = 0xae80;';
  const text = listOf(head, RULE.replace('TCGETS', 'KVM_RUN'));
  const { after, remedy } = await fixed(text, want('ioctl', 0xaea3));
  assert.match(after, /0xaea3/i);
  assert.equal(after.split('KVM_GET_TSC_KHZ').length, 2);
  assert.match(remedy.warnings.join(), /imported in this file/);
});
