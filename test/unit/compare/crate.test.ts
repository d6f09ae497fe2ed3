import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSources, type SourceState } from '../../../src/core/compare/sources';
import { crateAround } from '../../../src/core/policy/crate';
import { parserReady, words } from './support';

/** By module; `own` is the source. */
type Files = Readonly<Record<string, string>>;

const KVM = 'and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?]';
const TTY = 'and![Cond::new(1, ArgLen::Dword, Eq, 0x5401)?]';
const rules = (...all: readonly string[]): string =>
  `pub fn ioctl_rules() -> Result<Vec<SeccompRule>> { Ok(or![${all.join(', ')}]) }`;
const list = (name: string, ...entries: readonly string[]): string =>
  `pub fn ${name}() -> Result<Vec<(i64, Vec<SeccompRule>)>> { Ok(vec![${entries.join(', ')}]) }`;
const filter = (call: string): string =>
  `fn build() { SeccompFilter::new(${call}.into_iter().collect(), SeccompAction::Trap, SeccompAction::Allow, arch) }`;
const READ = '(libc::SYS_read, vec![])';
const BRK = '(libc::SYS_brk, vec![])';
const IOCTL = '(libc::SYS_ioctl, r::ioctl_rules()?)';

interface Case {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
  readonly changes: readonly string[];
}

const ASKS_ELSEWHERE = `mod r; ${list('all', READ, IOCTL)} ${filter('all()')}`;
const ONLY_BUILDS = `mod l; ${filter('l::all()')}`;
const TAKES_IN = `mod l; fn all() -> Vec<(i64, Vec<SeccompRule>)> { let mut rules = vec![${READ}]; rules.extend(l::common()); rules } ${filter('all()')}`;

const CASES: readonly Case[] = [
  {
    name: 'another entry comes, and the rules of another file are as they were',
    before: { own: ASKS_ELSEWHERE, r: rules(KVM) },
    after: { own: ASKS_ELSEWHERE.replace(READ, `${READ}, ${BRK}`), r: rules(KVM) },
    changes: ['+ all brk: refused -> allowed'],
  },
  {
    name: 'the source is the same, and another file has a rule more',
    before: { own: ASKS_ELSEWHERE, r: rules(KVM) },
    after: { own: ASKS_ELSEWHERE, r: rules(KVM, TTY) },
    changes: [
      '+ all ioctl: conditional: argument 1 == 0xae80 -> conditional: argument 1 == 0xae80 or argument 1 == 0x5401',
    ],
  },
  {
    name: 'a filter of the source, whose list is another file’s',
    before: { own: ONLY_BUILDS, l: list('all', READ) },
    after: { own: ONLY_BUILDS, l: list('all', READ, BRK) },
    changes: ['+ crate::l::all brk: refused -> allowed'],
  },
  {
    name: 'what is taken in of another file is told of the list that takes it',
    before: { own: TAKES_IN, l: list('common', BRK) },
    after: { own: TAKES_IN, l: list('common') },
    changes: ['= all brk: allowed -> refused'],
  },
  {
    name: 'comments of another file',
    before: { own: ASKS_ELSEWHERE, r: rules(KVM) },
    after: { own: ASKS_ELSEWHERE, r: `// why\n${rules(KVM)}` },
    changes: [],
  },
  {
    name: 'rules that no known list takes',
    before: { own: rules(KVM) },
    after: { own: rules(KVM, TTY) },
    changes: [
      '+ ioctl_rules (rules): conditional: argument 1 == 0xae80 -> conditional: argument 1 == 0xae80 or argument 1 == 0x5401',
    ],
  },
  {
    name: 'such rules with all taken out let through everything',
    before: { own: rules(KVM) },
    after: { own: rules() },
    changes: ['+ ioctl_rules (rules): conditional: argument 1 == 0xae80 -> allowed'],
  },
  {
    name: 'such rules on one architecture',
    before: { own: rules(KVM) },
    after: { own: rules(KVM, `#[cfg(target_arch = "aarch64")] ${TTY}`) },
    changes: [
      '+ ioctl_rules @aarch64 (rules): conditional: argument 1 == 0xae80 -> conditional: argument 1 == 0xae80 or argument 1 == 0x5401',
    ],
  },
  {
    name: 'of rules that come to a list only the list tells',
    before: { own: `${rules(KVM)} ${list('all', READ)} ${filter('all()')}` },
    after: {
      own: `${rules(KVM, TTY)} ${list('all', READ, '(libc::SYS_ioctl, ioctl_rules()?)')} ${filter('all()')}`,
    },
    changes: ['+ all ioctl: refused -> conditional: argument 1 == 0xae80 or argument 1 == 0x5401'],
  },
];

async function stateOf({ own = '', ...others }: Files): Promise<SourceState> {
  const crate = await crateAround(own, [], (modules) => {
    const text = others[modules.join('::')];
    return Promise.resolve(text === undefined ? null : { path: `${modules.join('/')}.rs`, text });
  });
  return { text: own, crate };
}

for (const { name, before, after, changes } of CASES) {
  test(`compared with their crates: ${name}`, async () => {
    const [was, is] = [await stateOf(before), await stateOf(after)];
    assert.deepEqual(compareSources(await parserReady, was, is).map(words), changes);
  });
}
