import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { Random } from '../../../scripts/bench/random';
import { rustSource } from '../../../scripts/bench/rust-source';
import type { Crate } from '../../../src/core/policy/crate';
import type { Policy } from '../../../src/core/policy/model';
import { readPolicy } from '../../../src/core/policy/read';
import { RecentReadings } from '../../../src/core/policy/recent-readings';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

const FOLDER = path.join(__dirname, '../../fixtures/policies');
const FIXTURES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.rs'))
  .map((name) => readFileSync(path.join(FOLDER, name), 'utf8'));

/** Code among which a policy stands: of no part in it, of some, lists of their own, and such as only looks like one. */
const AROUND = [
  'fn quiet(state: &mut State) -> usize {\n    // one\n    let mut sum = 1;\n    sum += 2;\n    sum\n}\n',
  'impl State {\n    pub fn step(&self, input: &[u8]) -> u8 {\n        match self.mode {\n' +
    '            Mode::Idle => input[0],\n            Mode::Busy => helper(&[1, 2], "vcpu"),\n' +
    '        }\n    }\n}\n',
  'mod more {\n    fn helper(all: &[i64], name: &str) -> u8 {\n        let f = |x| x + 1;\n' +
    '        for nr in all {\n            f(nr);\n        }\n        0\n    }\n}\n',
  '#[cfg(test)]\nfn made() {\n    let a = [1, 2];\n    step(a);\n    "{ \\" }";\n}\n',
  'pub fn own_N() -> Result<SeccompFilter> {\n    SeccompFilter::new(\n        vec![\n' +
    '            (libc::SYS_read, vec![]), // why\n            (libc::SYS_ioctl, vec![SeccompRule::new(vec![\n' +
    '                SeccompCondition::new(1, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, TCGETS)?,\n' +
    '            ])?]),\n        ]\n        .into_iter()\n        .collect(),\n        SeccompAction::Trap,\n' +
    '        SeccompAction::Allow,\n        ARCH,\n    )\n}\n',
  '#[cfg(target_arch = "x86_64")]\nfn map_N() -> SeccompFilter {\n    let mut rules = BTreeMap::new();\n' +
    '    rules.insert(libc::SYS_read, vec![]);\n    rules.insert(libc::SYS_futex, vec![]);\n' +
    '    SeccompFilter::new(rules, SeccompAction::Allow, SeccompAction::Trap, ARCH).unwrap()\n}\n',
  'fn context_N() -> Result<()> {\n    let mut ctx = ScmpFilterContext::new(ScmpAction::KillProcess)?;\n' +
    '    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("read")?)?;\n    ctx.load()\n}\n',
  'fn names_N() -> Vec<i64> {\n    vec![libc::SYS_read, libc::SYS_write]\n}\n',
  'const CALLS_N: &[i64] = &[libc::SYS_read, libc::SYS_write];\n',
];
/** What is typed in code; each of the words means something to some reader. */
const TYPED = [
  'x',
  '1',
  ' ',
  '\n',
  '// {',
  '/* ',
  '*/',
  '"',
  "'",
  '(',
  ')',
  '{',
  '}',
  'r#"',
  ';',
  '😀',
]
  .concat(['quiet();', 'helper(x, 1);', 'vec![(libc::SYS_read, vec![])];', 'SYS_read', '\n\n\n'])
  .concat([
    'use libc::SYS_read as READ;',
    'use a::b;',
    'fn inner() { quiet() }',
    'const A: u8 = 1;',
  ])
  .concat(['macro_rules! m { () => {} }', 'rules.insert(libc::SYS_mmap, vec![]);', 'self.rules'])
  .concat([
    'SeccompFilter::new(quiet(), A, B, C);',
    'rules.insert(41, vec![]);',
    'SeccompAction::Log',
  ])
  .concat(['sandbox.register("F", f)?; // hyperlight', 'let f = |nr| rules.push((nr, vec![]));'])
  .concat(['Mode::Api => allow(),', 'for nr in CALLS { rules.insert(nr, vec![]); }', 'own_1()?;'])
  .concat([
    'ctx.add_rule(ScmpAction::Allow, nr)?;',
    '(libc::SYS_dup, vec![]),\n',
    ', libc::SYS_exit',
  ])
  .concat([
    'CALLS_3.to_vec()',
    'rules.extend(names_2());',
    '("vcpu", own_2())',
    'let rules = rules;',
  ]);
/** Edits of a fixture alone, of one with its crate, and of a source whose functions mostly are apart. */
const EDITS = { alone: 6, crate: 3, apart: 40 };

/** A fixture with other code before, between its functions and behind. */
function among(fixture: string, random: Random): string {
  let count = 0;
  const other = (): string => random.pick(AROUND).replaceAll('_N', () => `_${(count += 1)}`);
  const blocks = fixture.split(/(?<=^\}\n)/m);
  return blocks.map((block) => other() + block).join('') + other() + other();
}

/** What a name in a fixture or around it is, so that a function gets a part in the policy by it. */
function someWord(text: string, random: Random): string {
  const words = text.match(/\b[a-z_]{3,}\b/gi) ?? [];
  return words.length === 0 ? 'x' : random.pick(words);
}

/** A text after one edit, or letter by letter: its versions, one after another. */
function edited(text: string, random: Random): string[] {
  const at = random.below(text.length + 1);
  const kind = random.below(8);
  if (kind === 0) return [text.slice(0, at) + text.slice(at + 1 + random.below(20))];
  // Mostly where nothing is, at the end of a statement, of an entry or of a comment.
  const ends = [...text.matchAll(/[;}\]),]\n|\/\/.*\n|vec!\[|one|sum|input/g)].map(
    ({ index }) => index + 1,
  );
  const there = ends.length === 0 ? at : random.pick(ends);
  const [line, next] = [text.lastIndexOf('\n', there - 1) + 1, text.indexOf('\n', there) + 1];
  if (kind === 1) return [`${text.slice(0, line)}//${text.slice(line)}`];
  if (kind === 2) return [text.slice(0, line) + text.slice(next)];
  if (kind === 3) return [text.slice(0, next) + text.slice(line)];
  const typed = kind === 4 ? `${someWord(text, random)}();` : random.pick(TYPED);
  const by = random.below(2) === 0 ? typed.length : 1 + random.below(4);
  const lengths = Array.from({ length: Math.ceil(typed.length / by) }, (_, nth) => (nth + 1) * by);
  return lengths.map((length) => text.slice(0, there) + typed.slice(0, length) + text.slice(there));
}

/** Whether the policy of a text was taken over of the one before it. */
function isMoved(before: Policy, after: Policy): boolean {
  return before !== after && before.macros === after.macros;
}

/** All that a policy says, wherever that stands. */
function said({ lists, filters, ruleSets, problems }: Policy): string {
  const all = { lists, filters, ruleSets, problems };
  return JSON.stringify(all, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}` : typeof value === 'number' ? 0 : value,
  );
}

test('a source that is typed in says what it says when read anew', async () => {
  const [parser, other] = [await loadRustParserFromPackages(), await loadRustParserFromPackages()];
  const readings = new RecentReadings(parser);
  const random = new Random(20261126);
  let [moved, different] = [0, 0];
  const plain = Array.from({ length: 9 }, (_, nth) => rustSource(new Random(nth), 60));
  for (const [nth, fixture] of [...FIXTURES, ...plain].entries()) {
    const whole = among(fixture, random);
    const beside = FIXTURES[(nth + 1) % FIXTURES.length] ?? '';
    const crate: Crate = { modules: [], files: [{ path: 'b.rs', text: beside, modules: ['b'] }] };
    const isApart = nth >= FIXTURES.length;
    for (const around of isApart ? [undefined] : [undefined, crate]) {
      const edits = isApart ? EDITS.apart : around ? EDITS.crate : EDITS.alone;
      let text = whole;
      let before = readings.read(text, 'x86_64', around);
      for (let count = 0; count < edits; count += 1) {
        for (const next of edited(text, random)) {
          const policy = readings.read(next, 'x86_64', around);
          const anew = readPolicy(other, next, 'x86_64', around);
          assert.deepEqual(policy, anew, JSON.stringify([text, next]));
          if (isMoved(before, policy)) {
            moved += 1;
            if (said(before) !== said(policy)) different += 1;
          }
          // Many edits break a text: go on from one that is whole.
          const isWhole = anew.problems.every(({ blocks }) => !blocks);
          text = isWhole ? next : text;
          before = readings.read(text, 'x86_64', around);
        }
        if (random.below(4) === 0) text = whole;
        before = readings.read(text, 'x86_64', around);
      }
    }
  }
  assert.ok(moved > 100, `only ${moved} of the policies were taken over`);
  assert.ok(different > 50, `only ${different} of these say something else`);
  parser.dispose();
  other.dispose();
});
