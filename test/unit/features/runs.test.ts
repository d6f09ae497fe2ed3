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
  runs.see('a', first, 110);
  assert.equal(runs.isNew(trap('a')), false);
  assert.equal(runs.isOld(trap('a')), false);
});

test('the next run tells its new traps from those that are gone and those that stay', () => {
  const runs = new Runs();
  const [first, second] = [origin('first'), origin('second')];
  runs.begin(first, 100);
  for (const key of ['gone', 'stays']) runs.see(key, first, 110);
  runs.begin(second, 200);
  assert.equal(runs.isOld(trap('gone')), false, 'nothing was refused in it so far');
  runs.see('stays', second, 210);
  runs.see('new', second, 220);
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
  runs.see('old', log, null);
  runs.begin(origin('run'), 100);
  runs.see('new', log, 110);
  assert.equal(runs.isNew(trap('new')), true);
  assert.equal(runs.isNew(trap('old')), false);
  assert.equal(runs.isOld(trap('old')), true);
});

test('a log that is opened during a run is not of it', () => {
  const runs = new Runs();
  const run = origin('run');
  runs.begin(run, 100);
  runs.see('a', run, 110);
  runs.see('old', log, null);
  assert.equal(runs.isNew(trap('old')), false);
});

test('a record that says an older time is not of the run', () => {
  const runs = new Runs();
  runs.see('a', log, 40);
  runs.begin(origin('run'), 100);
  runs.see('old', log, 50);
  assert.equal(runs.isOld(trap('a')), false, 'nothing was refused in the run so far');
  runs.see('new', log, 110);
  assert.deepEqual([runs.isNew(trap('old')), runs.isNew(trap('new'))], [false, true]);
});

test('a trap of which more is known now is as old as it was', () => {
  const runs = new Runs();
  runs.see('ioctl', log, null);
  const run = origin('run');
  runs.begin(run, 100);
  runs.see('ioctl(KVM_RUN)', run, 110);
  runs.see('other', run, 110);
  assert.equal(runs.isNew(trap('ioctl(KVM_RUN)', 'ioctl')), false);
});

const REFUSALS: readonly [
  name: string,
  begin: number | null,
  seen: number | null,
  refused: boolean,
][] = [
  ['by a run that began before', 90, 120, false],
  ['by a run that began after', 110, 120, true],
  ['in a log, whose runs nobody knows', null, 120, true],
  ['in a log, before', null, 90, false],
  ['in a log, at no time that it says', null, null, false],
];
for (const [name, begin, seen, refused] of REFUSALS) {
  test(`allowed at 100 and refused ${name}`, () => {
    const runs = new Runs();
    const run = begin === null ? log : origin('run');
    if (begin !== null) runs.begin(run, begin);
    runs.see('a', run, seen);
    assert.equal(runs.refusedSince(trap('a'), 100), refused);
  });
}
