import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bracedIn, pathsIn } from '../../../src/core/policy/paths-in';
import { Random } from '../../../scripts/bench/random';

const PATH = /\b[a-z_]\w*(?:::\w+)+/g;
const BRACED = /(?<!\w|\b[a-z_]\w*::)((?:[a-z_]\w*::)+)\{([^;{}]*)/g;
const PIECES = ['a', '_', 'B', '9', '::', ':', '{', '}', ';', ' ', 'é', 'a::', '::{', '\n', 'X::'];

test('paths are those that expressions find by trying each word', () => {
  const random = new Random(20261126);
  let found = 0;
  for (let left = 50_000; left > 0; left -= 1) {
    const pieces = Array.from({ length: 1 + random.below(14) }, () => random.pick(PIECES));
    const text = pieces.join('');
    const paths = [...pathsIn(text)];
    const braced = bracedIn(text);
    assert.deepEqual(paths, [...new Set(text.match(PATH))], JSON.stringify(text));
    assert.deepEqual(
      braced.map(({ prefix, inner }) => [prefix, inner]),
      [...text.matchAll(BRACED)].map(([, prefix, inner]) => [prefix, inner]),
      JSON.stringify(text),
    );
    found += paths.length + braced.length;
  }
  assert.ok(found > 10_000, `only ${found}`);
});
