import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readSource, SourceChanged, SourceError, writeSource } from '../../../src/host/source-file';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'seccomp-lens-source-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const isSentence = (start: RegExp) => (error: unknown) => {
  assert.ok(error instanceof SourceError);
  assert.match(error.message, start);
  assert.match(error.message, /^[^\n]+\.$/);
  return true;
};

const kept: readonly { what: string; before: string | Buffer; newText: string; after: Buffer }[] = [
  { what: 'plain text', before: 'a\n', newText: 'b\n', after: Buffer.from('b\n') },
  { what: 'CRLF', before: 'a\r\n', newText: 'a\r\nb\r\n', after: Buffer.from('a\r\nb\r\n') },
  {
    what: 'a byte order mark',
    before: Buffer.from('\ufeffa\n'),
    newText: 'b\n',
    after: Buffer.from('\ufeffb\n'),
  },
  { what: 'no last newline', before: 'a', newText: 'ä€😀', after: Buffer.from('ä€😀') },
  { what: 'an empty file', before: '', newText: 'b', after: Buffer.from('b') },
];
for (const { what, before, newText, after } of kept) {
  test(`writes back exactly: ${what}`, async (t) => {
    const path = join(folder(t), 'filter.rs');
    writeFileSync(path, before);
    const source = await readSource(path);
    assert.equal(source.text, String(before).replace(/^\ufeff/, ''));
    const version = await writeSource(path, newText, source.version);
    assert.deepEqual(readFileSync(path), after);
    assert.deepEqual(await readSource(path), { text: newText, version });
  });
}

test('keeps the mode, leaves nothing beside the file', async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'a');
  chmodSync(path, 0o640);
  await writeSource(path, 'b', (await readSource(path)).version);
  assert.equal(statSync(path).mode & 0o7777, 0o640);
  assert.deepEqual(readdirSync(join(path, '..')), ['filter.rs']);
});

test('keeps a symbolic link and replaces its target', async (t) => {
  const root = folder(t);
  mkdirSync(join(root, 'real'));
  writeFileSync(join(root, 'real', 'filter.rs'), 'a');
  symlinkSync('real/filter.rs', join(root, 'link.rs'));
  const link = join(root, 'link.rs');
  await writeSource(link, 'b', (await readSource(link)).version);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(readFileSync(join(root, 'real', 'filter.rs'), 'utf8'), 'b');
  assert.deepEqual(readdirSync(root).sort(), ['link.rs', 'real']);
});

const hour = 3600;
for (const [what, offset] of [
  ['an old file', -hour],
  ['one from the future', hour],
] as const) {
  test(`leaves a newer modification time than a build has: ${what}`, async (t) => {
    const root = folder(t);
    const path = join(root, 'filter.rs');
    writeFileSync(path, 'a');
    const old = Date.now() / 1000 + offset;
    utimesSync(path, old, old);
    const { version } = await readSource(path);
    writeFileSync(join(root, 'built'), '');
    await writeSource(path, 'b', version);
    assert.ok(statSync(path).mtimeMs > statSync(join(root, 'built')).mtimeMs);
    assert.ok(statSync(path).mtimeMs > old * 1000);
  });
}

test('refuses to write over a change made since the reading', async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'a');
  const { version } = await readSource(path);
  writeFileSync(path, 'somebody else');
  await assert.rejects(writeSource(path, 'b', version), SourceChanged);
  assert.equal(readFileSync(path, 'utf8'), 'somebody else');
  assert.deepEqual(readdirSync(join(path, '..')), ['filter.rs']);
});

test('refuses to write over a change made during the writing', { timeout: 60_000 }, async (t) => {
  const root = folder(t);
  const path = join(root, 'filter.rs');
  writeFileSync(path, 'a');
  const writing = writeSource(path, 'b', (await readSource(path)).version);
  // Several turns of the event loop lie between the temporary file's making and its renaming.
  while (readdirSync(root).length === 1) await new Promise(setImmediate);
  writeFileSync(path, 'somebody else');
  await assert.rejects(writing, SourceChanged);
  assert.equal(readFileSync(path, 'utf8'), 'somebody else');
  assert.deepEqual(readdirSync(root), ['filter.rs']);
});

test('writes a file of the longest name', async (t) => {
  const path = join(folder(t), `${'n'.repeat(252)}.rs`);
  writeFileSync(path, 'a');
  await writeSource(path, 'b', (await readSource(path)).version);
  assert.equal(readFileSync(path, 'utf8'), 'b');
});

test('refuses a read-only file, also as root', async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'a');
  chmodSync(path, 0o444);
  const { version } = await readSource(path);
  await assert.rejects(writeSource(path, 'b', version), isSentence(/is read-only/));
  assert.equal(readFileSync(path, 'utf8'), 'a');
});

test('refuses a file that is gone', async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'a');
  const { version } = await readSource(path);
  rmSync(path);
  await assert.rejects(writeSource(path, 'b', version), isSentence(/there is no such file/));
  assert.deepEqual(readdirSync(join(path, '..')), []);
});

const unreadable: readonly { what: string; make: (path: string) => void; says: RegExp }[] = [
  { what: 'a missing file', make: () => undefined, says: /there is no such file/ },
  {
    what: 'a folder',
    make: (path) => {
      mkdirSync(path);
    },
    says: /is a folder/,
  },
  {
    what: 'a pipe',
    make: (path) => void execFileSync('mkfifo', [path]),
    says: /is not a regular file/,
  },
  {
    what: 'bytes that are no UTF-8',
    make: (path) => {
      writeFileSync(path, Buffer.from([0x66, 0x6e, 0xff, 0xfe]));
    },
    says: /is not UTF-8 text/,
  },
  {
    what: 'a huge file',
    make: (path) => {
      writeFileSync(path, Buffer.alloc(16 * 1024 * 1024 + 1, 0x20));
    },
    says: /too large/,
  },
  {
    what: 'a link to itself',
    make: (path) => {
      symlinkSync(path, path);
    },
    says: /round in a circle/,
  },
];
for (const { what, make, says } of unreadable) {
  test(`refuses to read ${what}, in one sentence`, async (t) => {
    const path = join(folder(t), 'filter.rs');
    make(path);
    await assert.rejects(readSource(path), isSentence(says));
  });
}
