import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf as outcomeOfLines } from '../../../scripts/test/node-tests';
import { failure, nothing, type Failure, type Outcome } from '../../../scripts/test/outcome';
import { MOST_CHANCES, withSecondChance } from '../../../scripts/test/second-chance';
import { outcomeOf as outcomeOfResults } from '../../../scripts/test/vscode-suite';

const failedOf = (...names: string[]): Failure[] =>
  names.map((name) => ({ title: `in an editor: ${name}`, details: `${name} broke`, again: name }));
const many = Array.from({ length: MOST_CHANCES }, (_, at) => `test ${at}`);

for (const [what, failed, passesAgain, expected] of [
  ['none has failed', [], [], { again: [], passed: 10, failed: [], unsteady: [] }],
  [
    'one passes the second time, one does not',
    failedOf('a', 'b'),
    ['a'],
    { again: ['a', 'b'], passed: 11, failed: ['in an editor: b'], unsteady: ['in an editor: a'] },
  ],
  [
    'two of one file are run together',
    [...failedOf('file'), ...failedOf('file')],
    ['file'],
    {
      again: ['file'],
      passed: 12,
      failed: [],
      unsteady: ['in an editor: file', 'in an editor: file'],
    },
  ],
  [
    'as many as may be',
    failedOf(...many),
    many,
    {
      again: many,
      passed: 10 + MOST_CHANCES,
      failed: [],
      unsteady: many.map((name) => `in an editor: ${name}`),
    },
  ],
  [
    'one more: something is broken',
    failedOf(...many, 'more'),
    [...many, 'more'],
    {
      again: [],
      passed: 10,
      failed: [...many, 'more'].map((name) => `in an editor: ${name}`),
      unsteady: [],
    },
  ],
  [
    'what is no test: something is broken',
    [...failedOf('a'), ...failure('the suite', 'It never began.').failed],
    ['a'],
    { again: [], passed: 10, failed: ['in an editor: a', 'the suite'], unsteady: [] },
  ],
] as const) {
  test(`a second chance, ${what}`, async () => {
    const again: string[] = [];
    const outcome = await withSecondChance({ ...nothing, passed: 10, failed }, (name) => {
      again.push(name);
      const passed = passesAgain.some((each) => each === name);
      return Promise.resolve(passed ? { ...nothing, passed: 1 } : failure(name, 'broke again'));
    });
    const titles = (of: readonly Failure[]) => of.map(({ title }) => title);
    const { passed } = outcome;
    const [lost, unsteady] = [titles(outcome.failed), titles(outcome.unsteady)];
    assert.deepEqual({ again, passed, failed: lost, unsteady }, expected);
  });
}

for (const [what, second, said] of [
  ['fails', () => Promise.resolve(failure('a', 'broke otherwise')), 'a\nbroke otherwise'],
  ['is not found', () => Promise.resolve(nothing), 'It was not run.'],
  ['has no editor', () => Promise.reject(new Error('no editor')), 'a\nError: no editor'],
] as const satisfies readonly (readonly [string, () => Promise<Outcome>, string])[]) {
  test(`what ${what} the second time has failed, and both attempts are told`, async () => {
    const outcome = await withSecondChance({ ...nothing, failed: failedOf('a') }, second);
    assert.deepEqual([outcome.passed, outcome.unsteady], [0, []]);
    assert.equal(outcome.failed[0]?.details, `a broke\nAt the second attempt:\n${said}`);
  });
}

test('a test of the suite inside VS Code can be run again; a hook and an end cannot', () => {
  const hook = 's "before each" hook for "b"';
  const results = { host: '', passed: [], skipped: [], running: null, finished: false };
  const broken = ['s a', hook].map((title) => ({ title, error: 'broke' }));
  const { failed } = outcomeOfResults('1', { ...results, failed: broken }, 'died');
  assert.deepEqual(
    failed.map(({ again }) => again),
    ['s a', undefined, undefined],
  );
});

test('a test of a file can be run again; a group and a file cannot', () => {
  const line = { file: '/f.test.ts', state: 'failed', details: 'broke' } as const;
  const { failed } = outcomeOfLines([
    { ...line, title: 'a', isTest: true },
    { ...line, title: 'a group', isTest: false },
    { ...line, title: '/f.test.ts', isTest: false },
  ]);
  assert.deepEqual(
    failed.map(({ again }) => again),
    ['/f.test.ts', undefined, undefined],
  );
});
