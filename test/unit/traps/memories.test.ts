import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { GrowingTrap } from '../../../src/core/traps/growing-trap';
import { RecentNumbers } from '../../../src/core/traps/number-table';
import { Parties } from '../../../src/core/traps/parties';
import { times } from '../../lib/times';
import { audit } from './make';

/** Mostly upwards, as a log's numbers go, with steps back and repetitions among them. */
const upwards = (step: number): fc.Arbitrary<number[]> =>
  fc
    .array(
      fc.oneof({ weight: 20, arbitrary: fc.nat(step) }, fc.integer({ min: -3 * step, max: 0 })),
      {
        maxLength: 120,
      },
    )
    .map((steps) => {
      let at = 40 * step;
      return steps.map((each) => (at = Math.max(0, at + each)));
    });

test('pairs are remembered whichever way their numbers go', () => {
  const size = 16;
  fc.assert(
    fc.property(upwards(2), fc.constantFrom(0, 0xffffff00), (numbers, base) => {
      const memory = new RecentNumbers(size);
      let [young, old] = [new Map<string, number>(), new Map<string, number>()];
      for (const [value, number] of numbers.entries()) {
        const pair = [base + number, number % 3] as const;
        const known = young.get(String(pair)) ?? old.get(String(pair));
        assert.equal(memory.known(...pair, value), known ?? NaN);
        if (known === undefined) young.set(String(pair), value);
        if (young.size === size / 2) [young, old] = [new Map<string, number>(), young];
      }
    }),
    times(),
  );
});

test('events of one call are put together whichever way their times go', () => {
  const traps = [0, 1].map((nth) => new GrowingTrap(`${nth}`, nth, audit(1), false));
  const most = 80;
  fc.assert(
    fc.property(
      upwards(1000),
      fc.array(fc.tuple(fc.nat(1), fc.nat(3), fc.nat(20)), { minLength: 1 }),
      fc.boolean(),
      (times, whats, timeless) => {
        const parties = new Parties(most);
        const rows = new Map<string, number>();
        for (const [nth, time] of times.entries()) {
          const [which, pid, place] = whats[nth % whats.length] ?? [0, 0, 0];
          const trap = traps[which];
          assert.ok(trap);
          const known = timeless && place % 5 === 0 ? null : time;
          const record = audit(1, { time: known, pid, ip: `0x${place}` });
          parties.add(trap, record, null);
          const step = known === null ? null : Math.floor(known / 50) * 50;
          const row = JSON.stringify([which, pid, parseInt(String(place), 16), step]);
          rows.set(row, (rows.get(row) ?? 0) + 1);
          if (nth % 7 === 6) {
            parties.remove(trap, record, null);
            const left = (rows.get(row) ?? 0) - 1;
            if (left === 0) rows.delete(row);
            else rows.set(row, left);
          }
          assert.equal(parties.size, rows.size);
          if (rows.size < most) continue;
          parties.keepLatest(most / 2);
          for (const each of [...rows.keys()].slice(0, -most / 2)) rows.delete(each);
        }
        assert.deepEqual(
          parties
            .all()
            .map(({ traps: [trap], pid, ip, time, count }) => [
              JSON.stringify([trap?.order, pid, ip, time]),
              count,
            ]),
          [...rows],
        );
      },
    ),
    times(),
  );
});
