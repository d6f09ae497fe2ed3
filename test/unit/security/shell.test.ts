import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { gitFileOf } from '../../../src/host/git-file';
import { shellWord } from '../../../src/host/shell-word';
import { HOSTILE } from '../../lib/hostile';

test('every name is one word of a shell, the same word', () => {
  const names = HOSTILE.map(([, name]) => name);
  const line = `printf '%s\\0' ${names.map(shellWord).join(' ')}`;
  const printed = execFileSync('sh', ['-c', line], { encoding: 'utf8', env: {} });
  assert.deepEqual(printed.split('\0').slice(0, -1), names);
});

test('no name of a revision is an option of git', () => {
  for (const revision of ['-x', '--output=/tmp/x', '', ' x', 'a b', 'a\n', '\u001b[2J']) {
    assert.throws(() => gitFileOf(`git:${revision}:a.rs`), /names no file of a commit/);
  }
});
