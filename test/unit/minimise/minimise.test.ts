import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minimise } from '../../../src/core/minimise/minimise';
import { times } from '../../lib/times';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

for (const { count, needed, most } of [
  { count: 1, needed: [], most: 2 },
  { count: 1, needed: [0], most: 2 },
  { count: 16, needed: [], most: 2 },
  { count: 16, needed: [5], most: 10 },
  { count: 32, needed: [3, 4, 30], most: 28 },
  { count: 4, needed: [0, 1, 2, 3], most: 8 },
]) {
  test(`${needed.length} of ${count} are needed: at most ${most} runs`, async () => {
    const all = numbers(count);
    const found = await minimise(all, (kept) =>
      Promise.resolve(needed.every((one) => kept.includes(one))),
    );
    assert.deepEqual(found?.needed, needed);
    assert.ok(found.runs <= most, `${found.runs} runs`);
    assert.equal(found.oneByOne, count + 1);
  });
}

test('nothing works: null, after one run', async () => {
  let runs = 0;
  const found = await minimise(numbers(8), () => {
    runs += 1;
    return Promise.resolve(false);
  });
  assert.deepEqual([found, runs], [null, 1]);
});

test('every proof is the run that it names, no set is run twice, and what is left is minimal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (flags) => {
      const all = numbers(flags.length);
      const needed = all.filter((index) => flags[index]);
      const log: { kept: readonly number[]; works: boolean }[] = [];
      const found = await minimise(all, (kept) => {
        const works = needed.every((one) => kept.includes(one));
        log.push({ kept, works });
        return Promise.resolve(works);
      });
      assert.deepEqual(found?.needed, needed);
      assert.equal(found.runs, log.length);
      assert.equal(new Set(log.map(({ kept }) => kept.join())).size, log.length);
      for (const { item, needed: is, provenBy } of found.proofs) {
        const run = log[provenBy - 1];
        assert.ok(run);
        assert.equal(run.works, !is);
        assert.ok(!run.kept.includes(item));
        if (is) for (const other of needed) assert.ok(other === item || run.kept.includes(other));
      }
    }),
    times(),
  );
});
