import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readSource, SourceError } from '../../../../src/host/source-file';
import { SourceInUse } from '../../../../src/host/store/lock';
import { SourceStore } from '../../../../src/host/store/store';

const ORIGINAL = 'one\nthe action: trap\nthree\n';
const LOOSE = ORIGINAL.replace('trap', 'log');
const BY = 'a test';
const ONE_SENTENCE = /^[^\n]*[^\n.]\.$/;

interface Bench {
  readonly path: string;
  readonly store: SourceStore;
  /** Something of somebody else's, which is to stay as it is. */
  readonly outside: string;
  readonly record: string;
}

function bench(t: TestContext): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-hostile-'));
  const path = join(folder, 'filter.rs');
  writeFileSync(path, ORIGINAL);
  const outside = join(folder, 'outside');
  writeFileSync(outside, 'theirs');
  const store = new SourceStore(join(folder, 'state'));
  t.after(() => {
    release(store.folder);
    assert.equal(readFileSync(outside, 'utf8'), 'theirs');
    rmSync(folder, { recursive: true, force: true });
  });
  return { path, store, outside, record: join(store.folder, `${keyOf(store, path)}.json`) };
}

/** What the store calls a source. */
function keyOf(store: SourceStore, path: string): string {
  mkdirSync(store.folder, { recursive: true });
  // A link of a test's folder for temporary files is none of the names.
  const real = execFileSync('realpath', [path], { encoding: 'utf8' }).trim();
  const sum = execFileSync('sha256sum', { input: real, encoding: 'utf8' });
  return sum.slice(0, 32);
}

/** Whoever waits for a pipe would wait for ever, and the test with him. */
function release(folder: string): void {
  if (!lstatSync(folder).isDirectory()) return;
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (lstatSync(file).isFIFO()) closeSync(openSync(file, constants.O_RDWR));
  }
}

async function loosen(store: SourceStore, path: string): Promise<void> {
  await store.holding(path, BY, async (hold) => {
    await hold.write(LOOSE, (await readSource(path)).version);
  });
}

/** What stands in the place of a file of ours; given the file as it was. */
const REPLACED: Readonly<Record<string, (file: string, was: Buffer, outside: string) => void>> = {
  'a pipe': (file) => execFileSync('mkfifo', [file]),
  'a folder': (file) => {
    mkdirSync(file);
  },
  'a link to a device without an end': (file) => {
    symlinkSync('/dev/zero', file);
  },
  'a link to another file': (file, _, outside) => {
    symlinkSync(outside, file);
  },
  'a link to nothing': (file, _, outside) => {
    symlinkSync(`${outside}/nothing`, file);
  },
  'a link to itself': (file) => {
    symlinkSync(file, file);
  },
  'a file of 8 GB': (file) => {
    writeFileSync(file, '');
    truncateSync(file, 8 * 2 ** 30);
  },
  nothing: (file) => {
    writeFileSync(file, '');
  },
  'its beginning': (file, was) => {
    writeFileSync(file, was.subarray(0, was.length / 2));
  },
  'a million brackets': (file) => {
    writeFileSync(file, '['.repeat(1_000_000));
  },
  null: (file) => {
    writeFileSync(file, 'null');
  },
  'values of other types': (file, was) => {
    const json = JSON.parse(was.toString()) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...json, original: { length: 9 }, pid: '1', start: [] }));
  },
};

/** The same of a record alone. */
const DAMAGED: typeof REPLACED = {
  ...REPLACED,
  'one whose original is no Base64': (file, was) => {
    const json = JSON.parse(was.toString()) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...json, original: '****' }));
  },
  'the record of another source': (file, was) => {
    const json = JSON.parse(was.toString()) as Record<string, unknown>;
    writeFileSync(file, JSON.stringify({ ...json, source: '/somewhere/else.rs' }));
  },
};

for (const [what, replace] of Object.entries(DAMAGED)) {
  test(`a record that became ${what} is told of, and nothing is written`, async (t) => {
    const { path, store, outside, record } = bench(t);
    await loosen(store, path);
    const was = readFileSync(record);
    rmSync(record);
    replace(record, was, outside);
    const { leftovers, problems } = await store.leftovers();
    assert.deepEqual(leftovers, []);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', ONE_SENTENCE);
    assert.ok(problems[0]?.includes(record), problems[0]);
    await assert.rejects(
      store.holding(path, BY, (hold) => hold.restore()),
      SourceError,
    );
    await assert.rejects(loosen(store, path), SourceError);
    assert.equal(readFileSync(path, 'utf8'), LOOSE);
    // Put back, it is as good as ever.
    rmSync(record, { recursive: true });
    writeFileSync(record, was);
    const restored = await store.holding(path, BY, (hold) => hold.restore());
    assert.deepEqual(restored, { kind: 'restored' });
    assert.equal(readFileSync(path, 'utf8'), ORIGINAL);
    assert.deepEqual(readdirSync(store.folder), []);
  });

  test(`a record that becomes ${what} while its source is held: it is restored all the same`, async (t) => {
    const { path, store, outside, record } = bench(t);
    await store.holding(path, BY, async (hold) => {
      const version = await hold.write(LOOSE, (await readSource(path)).version);
      const was = readFileSync(record);
      rmSync(record);
      replace(record, was, outside);
      if (what !== 'a folder') await hold.write(`${LOOSE}four\n`, version, `${ORIGINAL}four\n`);
      await hold.restore();
    });
    const added = what === 'a folder' ? '' : 'four\n';
    assert.equal(readFileSync(path, 'utf8'), `${ORIGINAL}${added}`);
    assert.deepEqual(readdirSync(store.folder), []);
  });
}

test('a record that goes while its source is held: it is restored all the same', async (t) => {
  const { path, store, record } = bench(t);
  await store.holding(path, BY, async (hold) => {
    await hold.write(LOOSE, (await readSource(path)).version);
    rmSync(record);
    assert.deepEqual(await hold.restore(), { kind: 'restored' });
    assert.deepEqual(await hold.restore(), { kind: 'nothing' });
  });
  assert.equal(readFileSync(path, 'utf8'), ORIGINAL);
});

for (const [what, replace] of Object.entries(REPLACED)) {
  if (what === 'a link to nothing') continue;
  test(`a lock that is ${what} counts by the number in its name`, async (t) => {
    const { path, store, outside } = bench(t);
    const key = keyOf(store, path);
    const lockOf = (pid: number | string) => join(store.folder, `${key}.${pid}-00ff.lock`);
    // No process has this number: it is beyond what Linux gives (proc(5), pid_max).
    for (const dead of [2 ** 22 + 1, 0, 'x']) {
      replace(lockOf(dead), Buffer.from('{}'), outside);
      await loosen(store, path);
      const restored = await store.holding(path, BY, (hold) => hold.restore());
      assert.deepEqual(restored, { kind: 'restored' });
      rmSync(lockOf(dead), { recursive: true, force: true });
    }
    replace(lockOf(process.ppid), Buffer.from('{}'), outside);
    await assert.rejects(loosen(store, path), (error) => {
      assert.ok(error instanceof SourceInUse);
      assert.match(error.message, ONE_SENTENCE);
      assert.match(error.message, new RegExp(`by process ${process.ppid}:`));
      return true;
    });
    assert.equal(readFileSync(path, 'utf8'), ORIGINAL);
  });
}

for (const [what, replace] of Object.entries(REPLACED)) {
  if (what === 'a folder') continue;
  test(`the store's folder is ${what}: one sentence, and nothing is written`, async (t) => {
    const { path, store, outside } = bench(t);
    rmSync(store.folder, { recursive: true });
    replace(store.folder, Buffer.from('{}'), outside);
    assert.deepEqual(await store.leftovers(), { leftovers: [], problems: [] });
    await assert.rejects(loosen(store, path), (error) => {
      assert.ok(error instanceof SourceError);
      assert.match(error.message, ONE_SENTENCE);
      return true;
    });
    assert.equal(readFileSync(path, 'utf8'), ORIGINAL);
  });
}
