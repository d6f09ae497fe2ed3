import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Origin } from '../../../src/core/traps/trap';
import { Runs } from '../../../src/features/shared/runs';

const trap = (key: string, ...parts: string[]) => ({ key, parts });
const origin = (label: string): Origin => ({ label, file: null });
const log: Origin = { label: 'vmm.log', file: '/vmm.log' };

test('of the first run nothing is new, since nothing was there before', () => {
  const runs = new Runs();
  const first = origin('first');
  runs.begin(first, 100);
  runs.see('a', first, true, 110);
  assert.equal(runs.isNew(trap('a')), false);
  assert.equal(runs.isOld(trap('a')), false);
});

test('the next run tells its new traps from those that are gone and those that stay', () => {
  const runs = new Runs();
  const [first, second] = [origin('first'), origin('second')];
  runs.begin(first, 100);
  for (const key of ['gone', 'stays']) runs.see(key, first, true, 110);
  runs.begin(second, 200);
  assert.equal(runs.isOld(trap('gone')), false, 'nothing was refused in it so far');
  runs.see('stays', second, true, 210);
  runs.see('new', second, true, 220);
  const marks = ['gone', 'stays', 'new'].map((key) => [
    ...[key, runs.isNew(trap(key)), runs.isOld(trap(key))],
  ]);
  assert.deepEqual(marks, [
    ['gone', false, true],
    ['stays', false, false],
    ['new', true, false],
  ]);
});

test('what a followed log says during a run is of that run', () => {
  const runs = new Runs();
  runs.see('old', log, false, 50);
  runs.begin(origin('run'), 100);
  runs.see('new', log, true, 110);
  assert.equal(runs.isNew(trap('new')), true);
  assert.equal(runs.isNew(trap('old')), false);
  assert.equal(runs.isOld(trap('old')), true);
});

test('a log that is opened during a run is not of it', () => {
  const runs = new Runs();
  const run = origin('run');
  runs.begin(run, 100);
  runs.see('a', run, true, 110);
  runs.see('old', log, false, 120);
  assert.equal(runs.isNew(trap('old')), false);
});

test('a trap of which more is known now is as old as it was', () => {
  const runs = new Runs();
  runs.see('ioctl', log, false, 50);
  const run = origin('run');
  runs.begin(run, 100);
  runs.see('ioctl(KVM_RUN)', run, true, 110);
  runs.see('other', run, true, 110);
  assert.equal(runs.isNew(trap('ioctl(KVM_RUN)', 'ioctl')), false);
});

const REFUSALS: readonly [name: string, begin: number | null, seen: number, refused: boolean][] = [
  ['by a run that began before', 90, 120, false],
  ['by a run that began after', 110, 120, true],
  ['in a log, whose runs nobody knows', null, 120, true],
  ['in a log, before', null, 90, false],
];
for (const [name, begin, seen, refused] of REFUSALS) {
  test(`allowed at 100 and refused ${name}`, () => {
    const runs = new Runs();
    const run = begin === null ? log : origin('run');
    if (begin !== null) runs.begin(run, begin);
    runs.see('a', run, true, seen);
    assert.equal(runs.refusedSince(trap('a'), 100), refused);
  });
}
