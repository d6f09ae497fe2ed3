import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { temporaryFolder } from '../../../scripts/lib/temporary';
import { fileChunks } from '../../../src/cli/file-chunks';
import { memoryIo } from './memory-io';

test('a disk that fails while a chunk is in use is told at the next one, and not before', async (t) => {
  const folder = temporaryFolder('chunks');
  t.after(() => folder.remove());
  const file = path.join(folder.path, 'a.log');
  writeFileSync(file, 'one chunk');
  const probe = await open(file);
  const handles = Object.getPrototypeOf(probe) as { read: typeof probe.read };
  await probe.close();
  let reads = 0;
  const real = handles.read;
  t.mock.method(handles, 'read', function (this: unknown, ...args: unknown[]) {
    reads += 1;
    return reads === 1
      ? (Reflect.apply(real, this, args) as unknown)
      : Promise.reject(new Error('EIO: i/o error, read'));
  });
  let unheard = 0;
  const count = (): void => {
    unheard += 1;
  };
  process.on('unhandledRejection', count);
  t.after(() => process.off('unhandledRejection', count));

  const chunks = fileChunks(file, memoryIo());
  const first = await chunks.next();
  assert.equal(String(first.value), 'one chunk');
  // As long as whoever takes the output needs: some turns.
  for (let turn = 0; turn < 5; turn += 1) await delay(0);
  await assert.rejects(chunks.next(), /EIO/);
  assert.equal(unheard, 0);
});
