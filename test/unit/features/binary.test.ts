import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { looksBinary } from '../../../src/features/watch/binary';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const TABLE: readonly [name: string, bytes: Uint8Array, binary: boolean][] = [
  ['nothing', Buffer.alloc(0), false],
  ['one character', Buffer.from('a'), false],
  ['a log', Buffer.from('[ 1.0] audit: type=1326\n'.repeat(40)), false],
  [
    'colours and a progress bar',
    Buffer.from('\x1b[1;31merror\x1b[0m\r\x1b[K ok\n'.repeat(9)),
    false,
  ],
  [
    'buffers of 64 bytes that end in NULs',
    Buffer.from('[ERROR] Disallowed Syscall: 16\n'.padEnd(64, '\0').repeat(3)),
    false,
  ],
  ['Latin-1', Buffer.from('Zugriff verweigert: gr\u00fc\u00dfe\n'.repeat(20), 'latin1'), false],
  ['Cyrillic', Buffer.from('отказано в вызове\n'.repeat(20)), false],
  ['UTF-16 of ASCII text', utf16('type=1326\n'.repeat(20)), false],
  ['zeros', Buffer.alloc(4096), true],
  ['every byte', Buffer.from(Array.from({ length: 4096 }, (_, at) => at % 256)), true],
];

for (const [name, bytes, binary] of TABLE) {
  test(`${name}: ${binary ? 'binary' : 'text'}`, () => {
    assert.equal(looksBinary(bytes), binary);
  });
}

test('the running program: binary', async () => {
  assert.equal(looksBinary(await readFile(process.execPath)), true);
});
