import assert from 'node:assert/strict';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { MEMORY_BYTES, OpenFile } from '../../../src/host/open-file';

const into = Buffer.alloc(MEMORY_BYTES + 64);

async function fileWith(context: TestContext, text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-open-file-'));
  const path = join(folder, 'a.log');
  await writeFile(path, text);
  const handle = await open(path, 'r');
  context.after(async () => {
    await handle.close();
    await rm(folder, { recursive: true });
  });
  return { path, file: new OpenFile(handle, await handle.stat()) };
}

async function textOf(file: OpenFile): Promise<string | null> {
  const bytes = await file.read(into);
  return bytes === null ? null : Buffer.from(bytes).toString('latin1');
}

async function rest(file: OpenFile): Promise<string> {
  let all = '';
  for (;;) {
    const text = await textOf(file);
    if (text === null || text === '') return all;
    all += text;
  }
}

for (const length of [0, 1, MEMORY_BYTES - 1, MEMORY_BYTES, MEMORY_BYTES + 65, 10_000]) {
  test(`a file of ${length} bytes is read once, and what is added to it`, async (t) => {
    const text = Array.from({ length }, (_, at) => String.fromCharCode(33 + (at % 89))).join('');
    const { path, file } = await fileWith(t, text);
    assert.equal(await rest(file), text);
    assert.equal(await textOf(file), '');
    await writeFile(path, 'more', { flag: 'a' });
    assert.equal(await file.wasRewritten(), false);
    assert.equal(await rest(file), 'more');
    assert.equal(file.position, length + 4);
  });
}

/** What a file that held `one\ntwo\n` holds when it is read on, though it was the same when looked at. */
const REWRITTEN: Readonly<Record<string, string>> = {
  'cut to nothing': '',
  'cut, and shorter': 'new\n',
  'cut, and of the same length': 'uno\ndos\n',
  'cut, and longer': 'something else that is longer\n',
};

for (const [name, text] of Object.entries(REWRITTEN)) {
  test(`${name} between the look and the read: nothing of it is taken for what came next`, async (t) => {
    const { path, file } = await fileWith(t, 'one\ntwo\n');
    assert.equal(await rest(file), 'one\ntwo\n');
    assert.equal(await file.wasRewritten(), false);
    await writeFile(path, text);
    assert.equal(await textOf(file), null);
    assert.equal(file.position, 8);
    file.rewind();
    assert.equal(await rest(file), text);
  });
}
