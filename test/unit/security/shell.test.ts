import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { gitFileOf } from '../../../src/host/git-file';
import { readingRemedy } from '../../../src/host/reading-remedy';
import { isPastable, shellWord } from '../../../src/core/text/shell-word';
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

test('no line that is to be pasted types a control character', async () => {
  for (const [what, name] of HOSTILE) {
    const place = `/var/log/${name}`;
    const refused = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    const remedy = await readingRemedy(place, {
      stat: () => Promise.resolve({ mode: 0, gid: 0 }),
      check: (file) =>
        file === '/var/log' || file === '/var' ? Promise.resolve() : Promise.reject(refused),
      groups: () => Promise.resolve(''),
    });
    assert.ok(remedy === null || isPastable(remedy), what);
  }
});
