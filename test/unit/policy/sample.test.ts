import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SAMPLE } from '../../../src/core/policy/sample';
import { entryWords, read } from './support';

test('the sample that a reading is rehearsed with has what sources have, and is read to its end', async () => {
  const { lists, filters, constants, imports, problems } = await read(SAMPLE);
  assert.deepEqual(
    lists.map(({ entries }) => entries.map(entryWords)),
    [
      ['read'],
      ['ioctl if 1 dword masked_eq(255) libc::TIOCGWINSZ=21523', 'write'],
      ['read', 'write'],
    ],
  );
  assert.equal(filters.length, 2);
  assert.deepEqual(
    constants.map(({ name }) => name),
    ['ALL'],
  );
  assert.equal(imports.length, 2);
  assert.deepEqual(problems, []);
});
