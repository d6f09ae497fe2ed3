import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../../../src/core/plan/remedy';
import { fixture, want } from './cases';
import { changedLines, fixed, plan, policyOf } from './support';

const LIST = `fn list() -> Result<Vec<(i64, Vec<SeccompRule>)>> {
    Ok(vec![
        (libc::SYS_read, vec![]),
        (libc::SYS_write, vec![]),
    ])
}
`;

const FILTER = `fn filter() -> Result<SeccompFilter> {
    SeccompFilter::new(list()?.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch)
}
`;

interface BadCase {
  readonly what: string;
  readonly text: string;
  readonly kind: Plan['kind'];
  readonly says: RegExp;
}

const CASES: readonly BadCase[] = [
  { what: 'nothing', text: '', kind: 'impossible', says: /no allowlist in this file/ },
  {
    what: 'no list',
    text: 'fn main() {}\n',
    kind: 'impossible',
    says: /no allowlist in this file/,
  },
  {
    what: 'no Rust',
    text: '{"a": [1, 2',
    kind: 'impossible',
    says: /No allowlist can be read.*Line 1/,
  },
  {
    what: 'an open bracket in the list',
    text: LIST.replace('vec![]),', 'vec![),') + FILTER,
    kind: 'impossible',
    says: /Line 3 is not Rust/,
  },
  {
    what: 'a missing comma, which is no syntax error in a macro',
    text: LIST.replace('vec![]),', 'vec![])') + FILTER,
    kind: 'impossible',
    says: /comma is missing/,
  },
  {
    what: 'a denylist alone',
    text: LIST + FILTER.replace('Trap', 'Allow').replace('Allow, arch', 'Errno(1), arch'),
    kind: 'impossible',
    says: /list \(line 2\) is a denylist.*errno/,
  },
  {
    what: 'a list of another form',
    text: 'fn f(rules: &mut Rules) {\n    rules.entry(libc::SYS_mmap).or_default();\n}\n',
    kind: 'impossible',
    says: /can be read\. Calls are listed here in a form that is not read/,
  },
  {
    what: 'a list for another architecture',
    text: `#[cfg(target_arch = "aarch64")]\n${LIST}`,
    kind: 'impossible',
    says: /only under cfg\(target_arch = "aarch64"\)/,
  },
  {
    what: 'a list of tests',
    text: `#[cfg(test)]\nmod tests {\n${LIST}}\n`,
    kind: 'impossible',
    says: /only under cfg\(test\)/,
  },
  {
    what: 'two lists that look alike',
    text: LIST + LIST.replace('fn list', 'fn twin'),
    kind: 'ambiguous',
    says: /list, twin/,
  },
  {
    what: 'two lists of one name in two types',
    text: `impl A {\n${LIST}}\nimpl B {\n${LIST}}\n`,
    kind: 'ambiguous',
    says: /A::list, B::list/,
  },
  {
    what: 'two lists of one name in two modules',
    text: `mod a {\n${LIST}}\nmod b {\n${LIST}}\n`,
    kind: 'ambiguous',
    says: /a::list, b::list/,
  },
  {
    what: 'rules that another file holds',
    text: LIST.replace('vec![]),', 'vec![]),\n        (libc::SYS_getpid, rules::of_getpid()?),'),
    kind: 'impossible',
    says: /rules out of of_getpid\(\)/,
  },
];

for (const { what, text, kind, says } of CASES) {
  test(`${what}: ${kind}, with one clear sentence`, async () => {
    const result = await plan(text, want('getpid'));
    assert.ok(result.kind !== 'remedies');
    assert.equal(result.kind, kind);
    assert.match(result.message, says);
  });
}

test('an error elsewhere in the file does not stand in the way', async () => {
  const text = `${LIST}${FILTER}\nfn broken() {\n    let x = ;\n}\n`;
  const { after } = await fixed(text, want('getpid'));
  assert.deepEqual(changedLines(text, after), ['+        (libc::SYS_getpid, vec![]),']);
});

test('the last duplicate is the one in force', async () => {
  const twice = LIST.replace(
    '(libc::SYS_write, vec![]),',
    '(libc::SYS_write, vec![]),\n        (libc::SYS_write, or![and![Cond::new(0, Dword, Eq, 1)?]]),',
  );
  const result = await plan(twice + FILTER, want('write'));
  assert.equal(result.kind, 'impossible');
  const other = await plan(LIST.replace('SYS_read', 'SYS_write') + FILTER, want('write'));
  assert.ok(other.kind === 'already-allowed');
  assert.match(other.message, /line 4 \(its last entry/);
});

test('a BOM and non-ASCII comments move no edit', async () => {
  const text = `\uFEFF// größer 日本語 𝒳\n${fixture('guest-worker.rs')}`;
  const { after } = await fixed(text, want('getpid'));
  assert.deepEqual(changedLines(text, after), ['+        (libc::SYS_getpid, vec![]),']);
});

test('a message shows no control characters of the source', async () => {
  const text = LIST.replace('(libc::SYS_read, vec![])', '(libc::SYS_read, "\u001b[31m\u202e")');
  const { problems } = await policyOf(text);
  assert.equal(problems.length, 1);
  assert.doesNotMatch(problems[0]?.message ?? '', /[\p{Cc}\u202e]/u);
});

test('two errors on one line block all that either reaches', async () => {
  const text = `fn a() { let = ; } fn list() -> R { Ok(vec![(libc::SYS_read, vec![),\n]) }\n`;
  assert.equal((await plan(text, want('getpid'))).kind, 'impossible');
});
