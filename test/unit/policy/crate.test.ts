import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PolicyInForce } from '../../../src/core/compare/in-force';
import { stateWords } from '../../../src/core/compare/state';
import { crateAround } from '../../../src/core/policy/crate';
import type { Policy } from '../../../src/core/policy/model';
import { readPolicy } from '../../../src/core/policy/read';
import { entryWords, listWords, parserReady } from './support';

interface Case {
  readonly name: string;
  /** By module; the source is `own`. */
  readonly files: Readonly<Record<string, string>>;
  readonly own: string;
  readonly lists: readonly string[];
  readonly entries: readonly string[];
  /** Which files rules come from. */
  readonly from?: readonly (string | null)[];
  readonly inForce?: readonly string[];
  readonly problems?: readonly RegExp[];
}

const rules = (name: string, value: string): string =>
  `pub fn ${name}() -> Result<Vec<SeccompRule>> { Ok(or![and![Cond::new(1, ArgLen::Dword, Eq, ${value})?]]) }`;
const list = (name: string, ...entries: readonly string[]): string =>
  `pub fn ${name}() -> Result<Vec<(i64, Vec<SeccompRule>)>> { Ok(vec![${entries.join(', ')}]) }`;
const IOCTL = '(libc::SYS_ioctl, ioctl_rules()?)';
const READ = '(libc::SYS_read, vec![])';
const filter = (call: string): string =>
  `fn build() { SeccompFilter::new(${call}.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch) }`;

const CASES: readonly Case[] = [
  {
    name: 'a child module, by its path',
    own: 'a',
    files: {
      a: `mod b;\n${list('all', '(libc::SYS_ioctl, b::ioctl_rules()?)')}`,
      'a::b': rules('ioctl_rules', '1'),
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if 1 dword eq 1=1 <ioctl_rules'],
    from: ['a::b'],
  },
  {
    name: 'crate::, in braces and renamed, with a constant of a third file',
    own: 'guest::threads',
    files: {
      'guest::threads': `use crate::kvm::{self, rules::{ioctl_rules as them}};\n${list('all', '(libc::SYS_ioctl, them()?)')}`,
      'kvm::rules': `use super::requests::RUN;\n${rules('ioctl_rules', 'RUN')}`,
      'kvm::requests': 'pub const RUN: u64 = 0xae80;',
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if 1 dword eq RUN=44672 <them'],
    from: ['kvm::rules'],
  },
  {
    name: 'super::, and a re-export on the way',
    own: 'guest::threads',
    files: {
      'guest::threads': `use super::*;\n${list('all', IOCTL)}`,
      guest: 'mod threads; mod rules; pub use self::rules::ioctl_rules;',
      'guest::rules': rules('ioctl_rules', '7'),
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if 1 dword eq 7=7 <ioctl_rules'],
    from: ['guest::rules'],
  },
  {
    name: 'a function of the same name in a file that is not named is not taken',
    own: 'a',
    files: { a: `mod b; ${list('all', IOCTL)}`, 'a::b': rules('ioctl_rules', '1') },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if?  <ioctl_rules'],
    problems: [/come from ioctl_rules/],
  },
  {
    name: 'the own function, and not another file’s of that name',
    own: 'a',
    files: {
      a: `mod b; ${list('all', IOCTL)} ${rules('ioctl_rules', '2')}`,
      'a::b': rules('ioctl_rules', '1'),
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if 1 dword eq 2=2 <ioctl_rules'],
    from: [null],
  },
  {
    name: 'a list that is taken in, by extend',
    own: 'a',
    files: {
      a: `use crate::common;\npub fn all() -> Vec<(i64, Vec<SeccompRule>)> { let mut rules = vec![${READ}]; rules.extend(common::list()); rules }`,
      common: 'pub fn list() -> Vec<(i64, Vec<SeccompRule>)> { vec![(libc::SYS_brk, vec![])] }',
    },
    lists: ['all [unknown ?]'],
    entries: ['read'],
    inForce: ['read: allowed', 'brk: allowed of common'],
  },
  {
    name: 'a helper that extends by another file’s',
    own: 'a',
    files: {
      a: `mod x;\nmod y;\n${list('all', '(libc::SYS_ioctl, x::rules()?)')}`,
      'a::x':
        'pub fn rules() -> Result<Vec<SeccompRule>> { let mut all = or![and![Cond::new(1, ArgLen::Dword, Eq, 1)?]]; all.extend(super::y::more()?); Ok(all) }',
      'a::y': rules('more', '2'),
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if 1 dword eq 1=1 | 1 dword eq 2=2 <rules'],
    from: ['a::x', 'a::y'],
  },
  {
    name: 'the filter is built in the module above',
    own: 'guest::rules',
    files: {
      'guest::rules': list('all', READ),
      guest: `mod rules;\n${filter('rules::all()?')}`,
    },
    lists: ['all [allow trap]'],
    entries: ['read'],
  },
  {
    name: 'a file that is not Rust is not believed',
    own: 'a',
    files: {
      a: `mod b;\n${list('all', '(libc::SYS_ioctl, b::f()?)')}`,
      'a::b': `${rules('f', '1')} }}`,
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if?  <f'],
    problems: [/come from b::f/],
  },
  {
    name: 'files that name each other in a circle',
    own: 'a',
    files: {
      a: `pub use crate::b::*;\n${list('all', IOCTL)}`,
      b: `pub use crate::a::*;\n${rules('other', '1')}`,
    },
    lists: ['all [unknown ?]'],
    entries: ['ioctl if?  <ioctl_rules'],
    problems: [/come from ioctl_rules/],
  },
];

async function read({ files, own }: Pick<Case, 'files' | 'own'>): Promise<Policy> {
  const text = files[own] ?? '';
  const crate = await crateAround(text, own.split('::'), (modules) => {
    const path = modules.join('::');
    const found = files[path];
    return Promise.resolve(found === undefined ? null : { path, text: found });
  });
  return readPolicy(await parserReady, text, 'x86_64', crate);
}

for (const one of CASES) {
  test(one.name, async () => {
    const policy = await read(one);
    const entries = policy.lists.flatMap((it) => it.entries);
    assert.deepEqual(policy.lists.map(listWords), one.lists);
    assert.deepEqual(entries.map(entryWords), one.entries);
    if (one.from) {
      const files = entries.flatMap(({ ruleSets }) => ruleSets.map(({ file }) => file));
      assert.deepEqual(files, one.from);
    }
    const [first] = policy.lists;
    if (one.inForce && first) {
      const calls = new PolicyInForce(policy, 'x86_64')
        .of(first)
        .calls.map(({ syscall, state, entries: all }) => {
          const file = all.at(-1)?.list.file ?? null;
          return `${syscall}: ${stateWords(state)}${file === null ? '' : ` of ${file}`}`;
        });
      assert.deepEqual(calls, one.inForce);
    }
    const problems = one.problems ?? [];
    assert.equal(policy.problems.length, problems.length, policy.problems[0]?.message);
    for (const [at, said] of problems.entries())
      assert.match(policy.problems[at]?.message ?? '', said);
  });
}

test('lines in another file are its own', async () => {
  const policy = await read({
    own: 'a',
    files: {
      a: `mod b;\nmod c;\n${list('all', '(libc::SYS_ioctl, c::f()?)')}\n\n`,
      'a::b': '// one\n// two\n',
      'a::c': `// first\n\n${rules('f', '1')}`,
    },
  });
  const [set] = policy.lists[0]?.entries[0]?.ruleSets ?? [];
  assert.deepEqual([set?.file, set?.line, set?.rules[0]?.line], ['a::c', 3, 3]);
});

test('no more than 24 files are read, however many are named', async () => {
  const names = Array.from({ length: 500 }, (_, at) => `m${at}`);
  let asked = 0;
  const text = names.map((name) => `mod ${name};`).join('\n');
  const crate = await crateAround(`${text}\nrules();`, [], (modules) => {
    asked += 1;
    return Promise.resolve({ path: modules.join('/'), text: rules('rules', '1') });
  });
  assert.deepEqual([crate.files.length, asked], [24, 24]);
});

test('what a source leads to is asked for at once, each once, and taken in its order', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const own = 'mod a;\nmod b;\nuse a::X;\nuse crate::a::Y;\nrules();';
  const crate = await crateAround(own, [], async ([name = '', ...more]) => {
    if (more.length > 0) return null;
    asked.push(name);
    const answered = new Promise<void>((resolve) => answers.unshift(resolve));
    // The first is answered when the last one is asked for.
    if (name === 'b') for (const answer of answers) answer();
    await answered;
    return { path: name, text: rules('rules', '1') };
  });
  assert.deepEqual(asked, ['a', 'b']);
  assert.deepEqual(
    crate.files.map(({ path }) => path),
    ['a', 'b'],
  );
});

const WORTH: Readonly<Record<string, { readonly text: string; readonly taken: boolean }>> = {
  'a rule function that is called': { text: rules('ioctl_rules', '1'), taken: true },
  'one of another name': { text: rules('other_rules', '1'), taken: false },
  'a constant that is named': { text: 'pub const RUN: u64 = 1;', taken: true },
  'what every type has': { text: 'use seccompiler::X; fn new() {}', taken: false },
  'a function that hands on what others have': {
    text: 'pub fn ioctl_rules() -> Rules { all() }',
    taken: true,
  },
  'one among much that is not about filters': {
    text: `pub fn ioctl_rules() {}${' '.repeat(40_000)}`,
    taken: false,
  },
  'a re-export': { text: 'pub use all::ioctl_rules;', taken: true },
  'a method’s name': { text: 'use seccompiler::X; fn collect() {}', taken: false },
};

for (const [what, { text, taken }] of Object.entries(WORTH)) {
  test(`of the files that are named: ${what} is ${taken ? 'read' : 'passed over'}`, async () => {
    const own = 'mod m;\nfn f() { new(); m::ioctl_rules(RUN).iter().collect() }';
    const crate = await crateAround(own, [], ([name, ...more]) =>
      Promise.resolve(name === 'm' && more.length === 0 ? { path: 'm', text } : null),
    );
    assert.equal(crate.files.length, taken ? 1 : 0);
  });
}
