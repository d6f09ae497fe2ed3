import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { gitFileOf } from '../../../src/host/git-file';
import { readingRemedy } from '../../../src/host/reading-remedy';
import { shellWord } from '../../../src/core/text/shell-word';
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

/** What a shell makes of a command line, with `USER` set. */
function wordsOf(line: string): string[] {
  const env = { USER: 'me' };
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8', env });
  return printed.split('\0').slice(0, -1);
}

test('a line that is to be pasted names the log in one word, or is none where that types a control character', async () => {
  const OPEN = ['/', '/var', '/var/log'];
  let typed = 0;
  for (const [what, name] of HOSTILE) {
    const refused = Object.assign(new Error('EACCES'), { code: 'EACCES' });
    const remedy = await readingRemedy(`/var/log/${name}`, {
      stat: () => Promise.resolve({ mode: 0, gid: 0 }),
      check: (file) => (OPEN.includes(file) ? Promise.resolve() : Promise.reject(refused)),
      groups: () => Promise.resolve(''),
    });
    // The first that is closed: a name with a slash in it is a folder and more.
    const [first = '', ...more] = name.split(/\/(?!\/)/);
    const how = more.length > 0 ? ['-R', '-m', 'u:me:rX'] : ['-m', 'u:me:r'];
    const words = /\p{Cc}/u.test(first) ? null : ['sudo', 'setfacl', ...how, `/var/log/${first}`];
    assert.deepEqual(remedy === null ? null : wordsOf(remedy), words, what);
    typed += words === null ? 1 : 0;
  }
  assert.ok(typed > 5);
});
