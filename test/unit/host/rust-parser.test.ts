import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

/** Compiling the runtime takes some milliseconds: one of these comes while it is under way. */
const LATER_MS = [0, 1, 2, 4, 8];

test('parsers that are loaded at the same time do not take each other over', async () => {
  await Promise.all(
    LATER_MS.map(async (later) => {
      await pause(later);
      const parser = await loadRustParserFromPackages();
      await pause(2 * later);
      const tree = parser.parse('fn main() { vec![(1, vec![])] }');
      assert.equal(tree.rootNode.hasError, false);
      tree.delete();
      parser.dispose();
    }),
  );
});
