import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../../scripts/bench/random';
import { rustSource } from '../../../scripts/bench/rust-source';
import type { Policy } from '../../../src/core/policy/model';
import { readPolicy } from '../../../src/core/policy/read';
import { RecentReadings } from '../../../src/core/policy/recent-readings';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

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

test('a comment that has a say in what a file is read by reads the whole', async () => {
  const parser = await loadRustParserFromPackages();
  const other = await loadRustParserFromPackages();
  const readings = new RecentReadings(parser);
  const list = 'fn simple_rules() -> Vec<i64> { vec![libc::SYS_read, libc::SYS_write] }\n';
  const call = 'fn f(s: &mut S) { s.register("F", g); }\n';
  for (const said of ['impl RuleSet for', 'Hyperlight']) {
    const texts = ['', said, ''].map((one) => `${list}${call}fn quiet() {\n    // ${one} X\n}\n`);
    for (const text of texts) {
      assert.deepEqual(readings.read(text, 'x86_64'), readPolicy(other, text, 'x86_64'), text);
    }
  }
  parser.dispose();
  other.dispose();
});

test('a letter in a list reads its function alone', async () => {
  const parser = await loadRustParserFromPackages();
  const readings = new RecentReadings(parser);
  const text = rustSource(new Random(7), 300);
  const before = readings.read(text, 'x86_64');
  const at = text.indexOf('vec![]),', text.length / 2) + 'vec![]),'.length;
  const after = readings.read(`${text.slice(0, at)} // why${text.slice(at)}`, 'x86_64');
  assert.equal(after.macros, before.macros);
  assert.equal(after.lists[0], before.lists[0]);
  const comments = (policy: Policy): (string | null)[] =>
    policy.lists.flatMap(({ entries }) => entries.map(({ comment }) => comment));
  assert.deepEqual(
    [comments(before), comments(after)].map((all) => all.filter((one) => one !== null)),
    [[], ['why']],
  );
  parser.dispose();
});
