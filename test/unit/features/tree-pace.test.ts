import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { TreePace } from '../../../src/features/shared/tree-pace';

/** The editor puts a change off that comes so many ms after another. */
const EDITOR_MS = 200;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout'] });
});
afterEach(() => {
  mock.timers.reset();
});

/** A tree that has a change to tell whenever it is refreshed. */
function pace(
  hasChange = () => true,
  run = (work: () => void) => {
    work();
  },
): {
  readonly made: TreePace;
  readonly refreshed: () => number;
} {
  let count = 0;
  const made = new TreePace(
    () => {
      count++;
      if (hasChange()) made.told();
    },
    { run },
  );
  return { made, refreshed: () => count };
}

test('the first change is told at once, those after it together when the editor waits no more', () => {
  const { made, refreshed } = pace();
  made.request();
  assert.equal(refreshed(), 1);
  made.request();
  made.request();
  mock.timers.tick(EDITOR_MS);
  assert.equal(refreshed(), 1);
  mock.timers.tick(EDITOR_MS);
  assert.equal(refreshed(), 2);
  mock.timers.tick(10 * EDITOR_MS);
  assert.equal(refreshed(), 2);
});

test('what had nothing to tell keeps nothing waiting', () => {
  const { made, refreshed } = pace(() => false);
  made.request();
  made.request();
  assert.equal(refreshed(), 2);
});

test('a change that is told meanwhile begins the time anew', () => {
  const { made, refreshed } = pace();
  made.request();
  made.request();
  mock.timers.tick(EDITOR_MS);
  made.told();
  mock.timers.tick(EDITOR_MS);
  assert.equal(refreshed(), 1);
  mock.timers.tick(EDITOR_MS);
  assert.equal(refreshed(), 2);
});

test('a refresh that was put off takes its turn, and none once another one was told or it is disposed', () => {
  const works: (() => void)[] = [];
  const { made, refreshed } = pace(
    () => true,
    (work) => works.push(work),
  );
  const putOff = () => {
    made.request();
    mock.timers.tick(2 * EDITOR_MS);
    assert.equal(works.length, 1);
    return works.pop();
  };
  made.request();
  const taken = putOff();
  assert.equal(refreshed(), 1);
  taken?.();
  assert.equal(refreshed(), 2);
  const late = putOff();
  made.request();
  assert.equal(refreshed(), 3);
  late?.();
  assert.equal(refreshed(), 3);
  mock.timers.tick(2 * EDITOR_MS);
  const last = works.pop();
  made.dispose();
  last?.();
  assert.equal(refreshed(), 3);
});

test('nothing is told once it is disposed', () => {
  const { made, refreshed } = pace();
  made.request();
  made.request();
  made.dispose();
  mock.timers.tick(10 * EDITOR_MS);
  assert.equal(refreshed(), 1);
});
