import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { policyOf } from './support';
import { itemLines, listLines } from './generated/oracle';
import { times } from '../../lib/times';
import { ALL_SHAPES, sourcesOf } from './generated/sources';

for (const shape of ALL_SHAPES) {
  test(`${shape.name}: what is written is read, whatever stands around it`, async () => {
    await fc.assert(
      fc.asyncProperty(sourcesOf(shape), async ({ text, items }) => {
        const { lists, problems, dialect } = await policyOf(text);
        assert.deepEqual(problems, []);
        const [read, written] = [lists.flatMap(listLines), items.flatMap(itemLines)];
        // A profile tells those without conditions first.
        if (dialect === 'oci') assert.deepEqual(read.toSorted(), written.toSorted());
        else assert.deepEqual(read, written);
      }),
      times(25),
    );
  });
}
