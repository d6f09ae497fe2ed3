import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Limit } from '../../../src/features/shared/limit';

test('never more than so many at once, each once, also where some fail', async () => {
  const limit = new Limit(3);
  let [now, most] = [0, 0];
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, (_, at) =>
      limit.run(async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        if (at % 7 === 0) throw new Error(`${at}`);
        return at;
      }),
    ),
  );
  assert.equal(most, 3);
  assert.deepEqual(
    results.map((it) => (it.status === 'fulfilled' ? it.value : `${it.reason}`)),
    Array.from({ length: 50 }, (_, at) => (at % 7 === 0 ? `Error: ${at}` : at)),
  );
});
