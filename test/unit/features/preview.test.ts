import assert from 'node:assert/strict';
import { test } from 'node:test';
import { previewOf } from '../../../src/features/decoder/preview';

/** `text` with `+` before each inserted stretch marked `«…»`. */
function marked(text: string): {
  text: string;
  edits: { start: number; end: number; newText: string }[];
} {
  const edits = [];
  let plain = '';
  for (const part of text.split(/(«[^»]*»)/)) {
    if (!part.startsWith('«')) plain += part;
    else edits.push({ start: plain.length, end: plain.length, newText: part.slice(1, -1) });
  }
  return { text: plain, edits };
}

/** Lines from `first` to `last`, each its own number. */
function lines(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, nth) => `${first + nth}\n`).join('');
}

const TABLE: readonly [name: string, source: string, hunks: string[][]][] = [
  ['a line in the middle', 'a\nb\n«new\n»c\nd\n', [[' 2 b', '+3 new', ' 4 c']]],
  ['the first line', '«new\n»a\nb\n', [['+1 new', ' 2 a']]],
  ['the last line', 'a\nb\n«new\n»', [[' 2 b', '+3 new']]],
  [
    'a comma that the line above gets',
    'a\nb«,\nnew»\nc\n',
    [[' 1 a', '-2 b', '+2 b,', '+3 new', ' 4 c']],
  ],
  ['CRLF', 'a\r\n«new\r\n»b\r\n', [[' 1 a', '+2 new', ' 3 b']]],
  ['no line end at the end of the file', 'a\n«new\n»b', [[' 1 a', '+2 new', ' 3 b']]],
  [
    'two places, the second moved by the first',
    'a\n«x\n»b\nc\nd\ne\nf\n«y\n»g\n',
    [
      [' 1 a', '+2 x', ' 3 b'],
      [' 7 f', '+8 y', ' 9 g'],
    ],
  ],
  [
    'a line far from both ends',
    `${lines(1, 500)}«new\n»${lines(501, 999)}`,
    [[' 500 500', '+501 new', ' 502 501']],
  ],
  [
    'two places that are far from each other',
    `${lines(1, 100)}«new\n»${lines(101, 400)}«newer\n»${lines(401, 900)}`,
    [
      [' 100 100', '+101 new', ' 102 101'],
      [' 401 400', '+402 newer', ' 403 401'],
    ],
  ],
  [
    'one more of many that are alike',
    `${lines(1, 50)}${'x\n'.repeat(9)}«x\n»${lines(51, 90)}`,
    [[' 59 x', '+60 x', ' 61 51']],
  ],
  ['nothing', lines(1, 9), []],
];

for (const [name, source, hunks] of TABLE) {
  test(`a preview shows ${name}`, () => {
    const { text, edits } = marked(source);
    const signs = { added: '+', removed: '-', context: ' ' };
    const shown = previewOf(text, edits).map((hunk) =>
      hunk.map((line) => `${signs[line.kind]}${line.line} ${line.text}`),
    );
    assert.deepEqual(shown, hunks);
  });
}
