import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ComposedEdits } from '../../../src/core/text/compose';
import { applyEdits, sortEdits } from '../../../src/core/text/edits';
import type { TextEdit } from '../../../src/core/text/span';
import { times } from '../../lib/times';

test('two insertions at one spot stand in the order in which they were made', () => {
  const composed = new ComposedEdits(4);
  composed.add([{ start: 2, end: 2, newText: 'X' }]);
  composed.add([{ start: 3, end: 3, newText: 'Y' }]);
  assert.deepEqual(composed.edits, [{ start: 2, end: 2, newText: 'XY' }]);
});

test('what was added and taken away again is no edit', () => {
  const composed = new ComposedEdits(4);
  composed.add([{ start: 2, end: 2, newText: 'XY' }]);
  composed.add([{ start: 2, end: 4, newText: '' }]);
  assert.deepEqual(composed.edits, []);
});

/** Edits of a text of some length, apart and sorted. */
function editsOf(length: number, cuts: readonly (readonly [number, string])[]): TextEdit[] {
  const at = cuts.map(([offset]) => offset % (length + 1)).sort((a, b) => a - b);
  const edits = cuts.flatMap(([, newText], index) => {
    if (index % 2 === 1) return [];
    const start = at[index] ?? 0;
    return [{ start, end: at[index + 1] ?? start, newText }];
  });
  return sortEdits(edits);
}

test('composed edits do at once what their parts do one after another', () => {
  const step = fc.array(fc.tuple(fc.nat(60), fc.string({ maxLength: 3 })), { maxLength: 6 });
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.array(step, { maxLength: 5 }), (text, steps) => {
      const composed = new ComposedEdits(text.length);
      let now = text;
      for (const cuts of steps) {
        const edits = editsOf(now.length, cuts);
        composed.add(edits);
        now = applyEdits(now, edits);
      }
      assert.equal(applyEdits(text, composed.edits), now);
    }),
    times(1000),
  );
});
