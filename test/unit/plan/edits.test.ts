import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits, sortEdits } from '../../../src/core/text/edits';
import { endOfLine, Lines } from '../../../src/core/text/lines';

test('edits are made against the text as it was', () => {
  const edits = sortEdits([
    { start: 3, end: 3, newText: 'X' },
    { start: 0, end: 1, newText: '' },
    { start: 3, end: 3, newText: 'Y' },
  ]);
  assert.equal(applyEdits('abcdef', edits), 'bcXYdef');
});

for (const [what, edits] of [
  [
    'overlap',
    [
      { start: 0, end: 2, newText: '' },
      { start: 1, end: 3, newText: '' },
    ],
  ],
  [
    'are out of order',
    [
      { start: 2, end: 2, newText: '' },
      { start: 1, end: 1, newText: '' },
    ],
  ],
  ['lie outside', [{ start: 2, end: 9, newText: '' }]],
  ['end before they begin', [{ start: 2, end: 1, newText: '' }]],
] as const) {
  test(`edits that ${what} are refused`, () => {
    assert.throws(() => applyEdits('abcd', edits), RangeError);
  });
}

test('lines count from 1 and end before CR and LF', () => {
  const lines = new Lines('ab\r\n\tc\n');
  assert.equal(lines.count, 3);
  assert.deepEqual(
    [0, 3, 4, 6, 7].map((at) => lines.lineAt(at)),
    [1, 1, 2, 2, 3],
  );
  assert.deepEqual(
    [1, 2, 3].map((line) => lines.textOf(line)),
    ['ab', '\tc', ''],
  );
  assert.equal(lines.indentOf(2), '\t');
  assert.equal(lines.columnAt(5), 2);
  assert.equal(lines.startOf(9), 7);
});

for (const [text, eol] of [
  ['', '\n'],
  ['a', '\n'],
  ['a\nb\r\n', '\n'],
  ['a\r\nb\n', '\r\n'],
  ['\n', '\n'],
] as const) {
  test(`the line end of ${JSON.stringify(text)}`, () => {
    assert.equal(endOfLine(text), eol);
  });
}
