import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { Processes } from '../../../scripts/lib/processes';
import { parseLines, runNodeSuite } from '../../../scripts/test/node-tests';
import { neverEmpty, nothing } from '../../../scripts/test/outcome';

const processes = new Processes();
const head = "import { describe, test } from 'node:test';\n";

/** Runs one test file with this text; its own file name is left out of the titles. */
async function outcomeOf(source: string, limitMs = 60_000) {
  const folder = mkdtempSync(path.join(tmpdir(), 'seccomp-lens-node-'));
  const file = path.join(folder, 'made.test.ts');
  writeFileSync(file, head + source);
  const said: string[] = [];
  try {
    const suite = { name: `made-${path.basename(folder)}`, files: [file], concurrency: 1, limitMs };
    const outcome = await runNodeSuite(processes, suite, (text) => said.push(text));
    const failed = outcome.failed.map(({ title, details }) => ({
      title: title.replace(/^.*made\.test\.ts: /, ''),
      details,
    }));
    return { ...outcome, failed, said };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [what, source, passed, failedTitles, details] of [
  [
    'tests in groups count, groups do not',
    "describe('g', () => { test('a', () => {}); test('b', () => {}); });",
    2,
    [],
    null,
  ],
  [
    'a failure has its message',
    "test('a', () => { throw new Error('broken thing'); });",
    0,
    ['a'],
    /broken thing/,
  ],
  [
    'a parent of a failed test is not counted again',
    "test('p', async (t) => { await t.test('c', () => { throw new Error('x'); }); });",
    0,
    ['c'],
    /x/,
  ],
  [
    'a skipped test has failed',
    "test('a', { skip: 'no time' }, () => {}); test('b', () => {});",
    1,
    ['a'],
    /skipped/,
  ],
  ['a test to do has failed', "test.todo('a');", 0, ['a'], /skipped/],
] as const) {
  test(what, async () => {
    const outcome = await outcomeOf(source);
    assert.equal(outcome.passed, passed);
    assert.deepEqual(
      outcome.failed.map(({ title }) => title),
      failedTitles,
    );
    if (details !== null) assert.match(outcome.failed[0]?.details ?? '', details);
  });
}

for (const [what, source, details] of [
  ['a file without a test', '', /ran no test/],
  ['a file that ends in the middle', "test('a', () => { process.exit(0); });", /ran no test/],
  ['a file that cannot be loaded', "import './not-there';", /not-there/],
] as const) {
  test(`${what} has failed`, async () => {
    const outcome = await outcomeOf(source);
    assert.equal(outcome.passed, 0);
    assert.equal(outcome.failed.length, 1);
    assert.match(outcome.failed[0]?.details ?? '', details);
  });
}

test('a test left out by choice is neither passed nor failed, and is named', async () => {
  const outcome = await outcomeOf("test('a', { skip: 'excluded by choice: kvm' }, () => {});");
  assert.deepEqual([outcome.passed, outcome.failed], [0, []]);
  assert.match(outcome.left[0] ?? '', /made\.test\.ts: a \(excluded by choice: kvm\)$/);
});

test('a hanging suite ends by its limit, which names the last test', async () => {
  const source =
    "test('a', () => {}); test('b', () => new Promise(() => setInterval(() => {}, 1000)));";
  let outcome = await outcomeOf(source, 4000);
  // A loaded machine may not get as far as the first test.
  for (let limitMs = 8000; outcome.passed === 0; limitMs *= 2) {
    outcome = await outcomeOf(source, limitMs);
  }
  assert.equal(outcome.passed, 1);
  assert.match(outcome.failed.at(-1)?.details ?? '', /time limit .* after 'a'/);
});

test('what tests print is passed on', async () => {
  const outcome = await outcomeOf("test('a', () => { console.log('12 entries'); });");
  assert.deepEqual(outcome.said, ['12 entries']);
});

test('a suite that ran nothing has failed', () => {
  assert.deepEqual(neverEmpty('unit', nothing).failed, [
    { title: 'unit', details: 'The suite ran no test.' },
  ]);
});

test('a last line that was cut off is left out', () => {
  assert.equal(parseLines('{"file":"a"}\n{"fi').length, 1);
});
