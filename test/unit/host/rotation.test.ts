import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { FileTail } from '../../../src/host/tail';

const RECORDS = 10_000;
const ROTATIONS = 8;
const limit = { timeout: 60_000 };

const record = (i: number): string => `audit(1700000000.${i % 1000}:${i}): number ${i}\n`;

/** How a log is rotated: what stood in `path` is elsewhere afterwards, or nowhere. */
const ROTATE: Readonly<Record<string, (path: string) => void>> = {
  rename(path) {
    renameSync(path, `${path}.1`);
  },
  copytruncate(path) {
    copyFileSync(path, `${path}.1`);
    truncateSync(path, 0);
  },
  deletion(path) {
    rmSync(path);
  },
};

/** A tail of a file, and all the text that it has told. */
async function following(context: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-rotation-'));
  const path = join(folder, 'a.log');
  const told = { text: '', wake: (): void => undefined };
  const tail = new FileTail(
    path,
    {
      onBytes: (chunk) => {
        told.text += Buffer.from(chunk).toString('latin1');
        told.wake();
      },
      onState: () => undefined,
    },
    { fromStart: true },
  );
  const alive = setInterval(() => undefined, 1000);
  context.after(async () => {
    tail.dispose();
    clearInterval(alive);
    await rm(folder, { recursive: true });
  });
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise<void>((resolve) => (told.wake = resolve));
  };
  tail.start();
  return { path, told, until };
}

for (const [kind, rotate] of Object.entries(ROTATE)) {
  test(`${RECORDS} records through ${kind}: nothing twice, nothing lost`, limit, async (t) => {
    const { path, told, until } = await following(t);
    const every = RECORDS / ROTATIONS;
    let rotatedAt = 0;
    for (let i = 0; i < RECORDS; i++) {
      if (i > 0 && i % every === 0) {
        // The file that stands there now is being read, but need not have been read to its end.
        const seen = record(rotatedAt);
        await until(() => told.text.includes(seen));
        rotate(path);
        rotatedAt = i;
      }
      appendFileSync(path, record(i));
      if (i % 97 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until(() => told.text.endsWith(record(RECORDS - 1)));
    const wanted = Array.from({ length: RECORDS }, (_, i) => record(i)).join('');
    assert.equal(told.text.length, wanted.length);
    assert.ok(told.text === wanted);
  });
}

test('a file written anew with the same size is read again', limit, async (t) => {
  const { path, told, until } = await following(t);
  await writeFile(path, 'one\n');
  await until(() => told.text === 'one\n');
  await writeFile(path, 'two\n');
  await until(() => told.text === 'one\ntwo\n');
});

test('a copy of something else is not read for what is missing', limit, async (t) => {
  const { path, told, until } = await following(t);
  await writeFile(`${path}.1`, 'another log that is longer\n');
  await writeFile(path, 'one\ntwo\n');
  await until(() => told.text === 'one\ntwo\n');
  truncateSync(path, 0);
  appendFileSync(path, 'new\n');
  await until(() => told.text.endsWith('new\n'));
  assert.equal(told.text, 'one\ntwo\nnew\n');
});

test('a file of 5 GB is followed from its end at once', limit, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'seccomp-lens-large-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'large.log');
  const file = await open(path, 'w');
  await file.truncate(5 * 2 ** 30);
  await file.close();
  const told = { text: '', wake: (): void => undefined };
  const tail = new FileTail(
    path,
    {
      onBytes: (chunk) => {
        told.text += Buffer.from(chunk).toString('latin1');
        told.wake();
      },
      onState: (state) => {
        if (state === 'reading') appendFileSync(path, 'new\n');
      },
    },
    { fromStart: false },
  );
  t.after(() => {
    tail.dispose();
  });
  const alive = setInterval(() => undefined, 1000);
  t.after(() => {
    clearInterval(alive);
  });
  tail.start();
  while (told.text !== 'new\n') await new Promise<void>((resolve) => (told.wake = resolve));
});
