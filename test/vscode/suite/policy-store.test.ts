import assert from 'node:assert/strict';
import path from 'node:path';
import { FILTER } from '../lib/filter';
import { disposeLens, ownLens } from '../lib/own-lens';
import { TestFolder } from '../lib/workspace';

suite('the sources of the workspace', () => {
  test('a search is over when what it found is read, also where another look took its place', async () => {
    const folder = await TestFolder.create('searched');
    const lens = await ownLens();
    try {
      await folder.write('filter.rs', FILTER);
      const first = lens.policies.rescan();
      void lens.policies.rescan();
      await first;
      assert.deepEqual(
        lens.policies.sources.map(({ uri }) => path.basename(uri.path)),
        ['filter.rs'],
      );
    } finally {
      disposeLens(lens);
      await folder.remove();
    }
  });
});
