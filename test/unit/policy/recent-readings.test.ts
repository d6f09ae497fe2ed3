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

/** Code among which a policy stands: of no part in it, of some, and such as only looks like one. */
const AROUND = [
  'fn quiet(state: &mut State) -> usize {\n    // one\n    let mut sum = 1;\n    sum += 2;\n    sum\n}\n',
  'impl State {\n    pub fn step(&self, input: &[u8]) -> u8 {\n        match self.mode {\n' +
    '            Mode::Idle => input[0],\n            Mode::Busy => helper(&[1, 2], "vcpu"),\n' +
    '        }\n    }\n}\n',
  'mod more {\n    fn helper(all: &[i64], name: &str) -> u8 {\n        let f = |x| x + 1;\n' +
    '        for nr in all {\n            f(nr);\n        }\n        0\n    }\n}\n',
  '#[cfg(test)]\nfn made() {\n    let a = [1, 2];\n    step(a);\n    "{ \\" }";\n}\n',
];
/** What is typed in code; each of the words means something to some reader. */
const TYPED = ['x', '1', ' ', '\n', '// {', '/* ', '*/', '"', "'", '(', ')', '{', '}', 'r#"', ';']
  .concat([
    'quiet();',
    'helper(x, 1);',
    'vec![(libc::SYS_read, vec![])];',
    'SYS_read',
    'const A: u8 = 1;',
  ])
  .concat([
    'use libc::SYS_read as READ;',
    'use a::b;',
    'fn inner() { quiet() }',
    'macro_rules! m { () => {} }',
  ])
  .concat([
    'rules.insert(libc::SYS_mmap, vec![]);',
    'SeccompFilter::new(quiet(), A, B, C);',
    'rules.insert(41, vec![]);',
  ])
  .concat([
    'sandbox.register("F", f)?; // hyperlight',
    'let f = |nr| rules.push((nr, vec![]));',
    'Mode::Api => allow(),',
  ])
  .concat([
    'for nr in CALLS { rules.insert(nr, vec![]); }',
    '😀',
    '\n\n\n',
    'ctx.add_rule(ScmpAction::Allow, nr)?;',
  ]);
const EDITS_EACH = 30;

/** A fixture with other code before, between its functions and behind. */
function among(fixture: string, random: Random): string {
  const blocks = fixture.split(/(?<=^\}\n)/m);
  return blocks.map((block) => `${random.pick(AROUND)}${block}`).join('') + random.pick(AROUND);
}

/** What a name in a fixture or around it is, so that a function gets a part in the policy by it. */
function someWord(text: string, random: Random): string {
  const words = text.match(/\b[a-z_]{3,}\b/gi) ?? [];
  return words.length === 0 ? 'x' : random.pick(words);
}

function edited(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const kind = random.below(8);
  if (kind === 0) return text.slice(0, at) + text.slice(at + 1 + random.below(20));
  if (kind === 1) return `${text.slice(0, at)}${someWord(text, random)}(x);${text.slice(at)}`;
  if (kind === 2) return text.slice(0, at) + random.pick(TYPED) + text.slice(at);
  // Mostly where nothing is, at the end of a statement or of a comment.
  const ends = [...text.matchAll(/[;}]\n|\/\/.*\n|one|sum|input/g)].map(({ index }) => index + 1);
  const there = ends.length === 0 ? at : random.pick(ends);
  const typed = kind === 3 ? `${someWord(text, random)}();` : random.pick(TYPED);
  return text.slice(0, there) + typed + text.slice(there);
}

/** Whether the policy of a text was taken over of the one before it. */
function isMoved(before: Policy, after: Policy): boolean {
  return before !== after && before.macros === after.macros;
}

test('a source that is typed in says what it says when read anew', async () => {
  const [parser, other] = [await loadRustParserFromPackages(), await loadRustParserFromPackages()];
  const readings = new RecentReadings(parser);
  const random = new Random(20261126);
  let moved = 0;
  for (const [nth, fixture] of FIXTURES.entries()) {
    const whole = among(fixture, random);
    const beside = FIXTURES[(nth + 1) % FIXTURES.length] ?? '';
    const crate: Crate = { modules: [], files: [{ path: 'b.rs', text: beside, modules: ['b'] }] };
    for (const around of [undefined, crate]) {
      let text = whole;
      let before = readings.read(text, 'x86_64', around);
      for (let count = 0; count < EDITS_EACH; count += 1) {
        const next = edited(text, random);
        const policy = readings.read(next, 'x86_64', around);
        const anew = readPolicy(other, next, 'x86_64', around);
        assert.deepEqual(policy, anew, JSON.stringify([text, next]));
        if (isMoved(before, policy)) moved += 1;
        // Most edits break a text: go on from one that is whole.
        const isWhole = anew.problems.every(({ blocks }) => !blocks);
        text = isWhole && random.below(4) > 0 ? next : whole;
        before = readings.read(text, 'x86_64', around);
      }
    }
  }
  assert.ok(moved > 100, `only ${moved} of the policies were taken over`);
  parser.dispose();
  other.dispose();
});

test('a letter in a function that has no part in a policy leaves its lists what they are', async () => {
  const parser = await loadRustParserFromPackages();
  const readings = new RecentReadings(parser);
  const text = rustSource(new Random(7), 300);
  const before = readings.read(text, 'x86_64');
  const at = text.indexOf('let mut sum = ', text.length / 2) + 'let mut sum = '.length;
  const after = readings.read(`${text.slice(0, at)}1 +\n${text.slice(at)}`, 'x86_64');
  assert.equal(after.lists[0], before.lists[0]);
  const [was, is] = [before.lists.at(-1), after.lists.at(-1)];
  assert.deepEqual([is?.line, is?.span.start], [(was?.line ?? 0) + 1, (was?.span.start ?? 0) + 4]);
  parser.dispose();
});
