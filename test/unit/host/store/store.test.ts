import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readSource, SourceChanged, SourceError } from '../../../../src/host/source-file';
import { storeFolder } from '../../../../src/host/store/place';
import type { Restored } from '../../../../src/host/store/restoration';
import { SourceInUse } from '../../../../src/host/store/lock';
import { SourceStore } from '../../../../src/host/store/store';

const ORIGINAL = 'one\ntwo\nthe action: trap\nthree\nfour\n';
const LOOSE = ORIGINAL.replace('trap', 'log');
const BY = 'a test';

interface Bench {
  readonly path: string;
  readonly store: SourceStore;
  readonly folder: string;
  /** Loosens the source as `seccomp-lens action` does. */
  readonly loosen: (text?: string) => Promise<void>;
  readonly restore: () => Promise<Restored>;
  readonly source: () => string;
}

function bench(t: TestContext, original: string | Buffer = ORIGINAL): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-store-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  const path = join(folder, 'filter.rs');
  writeFileSync(path, original);
  const store = new SourceStore(join(folder, 'state', 'seccomp-lens'));
  return {
    path,
    store,
    folder,
    loosen: (text = LOOSE) =>
      store.holding(path, BY, async (hold) => {
        await hold.write(text, (await readSource(path)).version);
      }),
    restore: () => store.holding(path, BY, (hold) => hold.restore()),
    source: () => readFileSync(path, 'utf8'),
  };
}

test('what was loosened is restored to the byte', async (t) => {
  const bytes = Buffer.from(`\ufeff${ORIGINAL.replaceAll('\n', '\r\n')}`);
  const { path, loosen, restore, store } = bench(t, bytes);
  chmodSync(path, 0o640);
  await loosen(ORIGINAL.replace('trap', 'log').replaceAll('\n', '\r\n'));
  assert.match(readFileSync(path, 'utf8'), /^\ufeffone\r\n[^]*log/);
  assert.deepEqual(
    (await store.leftovers()).leftovers.map(({ state }) => state),
    ['ours'],
  );
  assert.deepEqual(await restore(), { kind: 'restored' });
  assert.deepEqual(readFileSync(path), bytes);
  assert.equal(statSync(path).mode & 0o777, 0o640);
  assert.deepEqual(await restore(), { kind: 'nothing' });
  assert.deepEqual(await store.leftovers(), { leftovers: [], problems: [] });
});

test('the store is its owner’s alone, and nothing else is left anywhere', async (t) => {
  const { store, folder, loosen, restore } = bench(t);
  mkdirSync(store.folder, { recursive: true, mode: 0o755 });
  await loosen();
  assert.equal(statSync(store.folder).mode & 0o777, 0o700);
  const names = readdirSync(store.folder);
  assert.equal(names.length, 1);
  assert.equal(statSync(join(store.folder, names[0] ?? '')).mode & 0o777, 0o600);
  await restore();
  assert.deepEqual(readdirSync(store.folder), []);
  assert.deepEqual(readdirSync(folder).sort(), ['filter.rs', 'state']);
});

test('every write and restore leaves a time that is newer than before and not before now', async (t) => {
  const { path, loosen, restore } = bench(t);
  const later = Date.now() / 1000 + 3600;
  utimesSync(path, later, later);
  await loosen();
  const loosened = statSync(path).mtimeMs;
  assert.ok(loosened > later * 1000);
  await restore();
  assert.ok(statSync(path).mtimeMs > loosened);
  const past = 1_000_000;
  utimesSync(path, past, past);
  const before = Date.now();
  await loosen();
  assert.ok(statSync(path).mtimeMs >= before);
});

test('the first original is kept through several changes', async (t) => {
  const { loosen, restore, source } = bench(t);
  await loosen();
  await loosen(ORIGINAL.replace('trap', 'errno'));
  await loosen(ORIGINAL.replace('trap', 'kill'));
  assert.deepEqual(await restore(), { kind: 'restored' });
  assert.equal(source(), ORIGINAL);
});

test('a restore gives what it was told to give', async (t) => {
  const { path, store, restore, source } = bench(t);
  const accepted = `${ORIGINAL}five\n`;
  await store.holding(path, BY, async (hold) => {
    const first = await hold.write(LOOSE, (await readSource(path)).version);
    await hold.write(`${LOOSE}five\n`, first, accepted);
  });
  assert.deepEqual(await restore(), { kind: 'restored' });
  assert.equal(source(), accepted);
});

test('writing the first text again keeps what a restore is to give by now', async (t) => {
  const { path, store, restore, source } = bench(t);
  const accepted = `${ORIGINAL}five\n`;
  await store.holding(path, BY, async (hold) => {
    const first = await hold.write(LOOSE, (await readSource(path)).version);
    await hold.write(ORIGINAL, first, accepted);
  });
  assert.deepEqual(await restore(), { kind: 'restored' });
  assert.equal(source(), accepted);
});

test('what is settled stays, and nothing is kept', async (t) => {
  const { path, store, restore, source } = bench(t);
  await store.holding(path, BY, async (hold) => {
    const version = await hold.write(LOOSE, (await readSource(path)).version);
    await hold.settle(`${ORIGINAL}five\n`, version);
  });
  assert.deepEqual(await restore(), { kind: 'nothing' });
  assert.equal(source(), `${ORIGINAL}five\n`);
});

const EDITS: readonly {
  readonly name: string;
  readonly edit: (text: string) => string;
  readonly kind: 'merged' | 'unchanged' | 'conflict' | 'restored';
  readonly after: (text: string) => string;
}[] = [
  {
    name: 'elsewhere',
    edit: (text) => text.replace('one', 'ONE'),
    kind: 'merged',
    after: (text) => text.replace('one', 'ONE'),
  },
  {
    name: 'in the lines beside it',
    edit: (text) => text.replace('two', 'TWO').replace('three', 'new\nTHREE'),
    kind: 'merged',
    after: (text) => text.replace('two', 'TWO').replace('three', 'new\nTHREE'),
  },
  {
    name: 'so that it stands elsewhere',
    edit: (text) => `${'// more\n'.repeat(40)}${text}`,
    kind: 'merged',
    after: (text) => `${'// more\n'.repeat(40)}${text}`,
  },
  {
    name: 'by undoing it and something else',
    edit: (text) => text.replace('log', 'trap').replace('one', 'ONE'),
    kind: 'unchanged',
    after: (text) => text.replace('one', 'ONE'),
  },
  {
    name: 'by undoing it alone',
    edit: (text) => text.replace('log', 'trap'),
    kind: 'unchanged',
    after: (text) => text,
  },
  {
    name: 'in its own line',
    edit: (text) => text.replace('log', 'log, really'),
    kind: 'conflict',
    after: (text) => text.replace('trap', 'log, really'),
  },
  { name: 'to nothing', edit: () => '', kind: 'conflict', after: () => '' },
];

for (const { name, edit, kind, after } of EDITS) {
  test(`a source that was edited since, ${name}: ${kind}`, async (t) => {
    const { path, store, loosen, restore, source } = bench(t);
    await loosen();
    writeFileSync(path, edit(source()));
    const restored = await restore();
    assert.equal(restored.kind, kind);
    assert.equal(source(), after(ORIGINAL));
    const still = (await store.leftovers()).leftovers.map(({ state }) => state);
    assert.deepEqual(still, kind === 'conflict' ? ['edited'] : []);
    if (restored.kind !== 'conflict') return;
    assert.deepEqual([restored.original, restored.current], [ORIGINAL, source()]);
    await store.holding(path, BY, (hold) => hold.forget());
    assert.deepEqual((await store.leftovers()).leftovers, []);
    assert.equal(source(), after(ORIGINAL));
  });
}

test('edits between two changes are part of what is restored', async (t) => {
  const { path, loosen, restore, source } = bench(t);
  await loosen();
  const edit = (text: string): string => text.replace('one', 'ONE');
  writeFileSync(path, edit(source()));
  await loosen(edit(ORIGINAL.replace('trap', 'errno')));
  assert.deepEqual(await restore(), { kind: 'restored' });
  assert.equal(source(), edit(ORIGINAL));
});

test('an edit of the very line stops a second change', async (t) => {
  const { path, loosen, source } = bench(t);
  await loosen();
  writeFileSync(path, source().replace('log', 'mine'));
  await assert.rejects(
    loosen(ORIGINAL),
    /^SourceError: .*restore it first\. Nothing was written\.$/,
  );
  assert.match(source(), /mine/);
});

test('a source that is gone is said to be, and its original is still there', async (t) => {
  const { path, store, loosen, restore } = bench(t);
  await loosen();
  unlinkSync(path);
  assert.deepEqual(await restore(), { kind: 'gone', original: ORIGINAL });
  assert.deepEqual(
    (await store.leftovers()).leftovers.map(({ state }) => state),
    ['gone'],
  );
});

test('a symbolic link stays one, and both names mean one source', async (t) => {
  const { path, folder, store, source } = bench(t);
  const link = join(folder, 'link.rs');
  symlinkSync('filter.rs', link);
  await store.holding(link, BY, async (hold) => {
    assert.equal(hold.source, path);
    await assert.rejects(store.hold(path, BY), SourceInUse);
    await hold.write(LOOSE, (await readSource(link)).version);
  });
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.equal(source(), LOOSE);
  assert.equal((await store.holding(path, BY, (hold) => hold.restore())).kind, 'restored');
  assert.equal(source(), ORIGINAL);
});

test('a source that changed since it was read is left alone, and nothing is kept', async (t) => {
  const { path, store, source } = bench(t);
  const { version } = await readSource(path);
  writeFileSync(path, 'mine\n');
  await store.holding(path, BY, async (hold) => {
    await assert.rejects(hold.write(LOOSE, version), SourceChanged);
  });
  assert.equal(source(), 'mine\n');
  assert.deepEqual(readdirSync(store.folder), []);
});

test('a read-only source is left alone, and nothing is kept', async (t) => {
  const { path, store, loosen, source } = bench(t);
  chmodSync(path, 0o444);
  await assert.rejects(loosen(), /^SourceError: .*filter\.rs is read-only: nothing was written\.$/);
  assert.equal(source(), ORIGINAL);
  assert.deepEqual(readdirSync(store.folder), []);
});

test('a folder is no source', async (t) => {
  const { folder, store } = bench(t);
  await store.holding(folder, BY, async (hold) => {
    await assert.rejects(hold.write('', ''), /is a folder, not a Rust source\.$/);
  });
});

test('a store that cannot be made stops before anything is written', async (t) => {
  const { path, folder, source } = bench(t);
  writeFileSync(join(folder, 'file'), '');
  const store = new SourceStore(join(folder, 'file', 'seccomp-lens'));
  await assert.rejects(
    store.hold(path, BY),
    /^SourceError: Nothing was written, since the original cannot be kept: /,
  );
  assert.equal(source(), ORIGINAL);
});

test('a record that is no record is said, and touched by nobody', async (t) => {
  const { store, loosen, restore } = bench(t);
  await loosen();
  const [name = ''] = readdirSync(store.folder);
  for (const text of ['{', '{}', 'null', '[]', '{"format":1,"source":3}']) {
    writeFileSync(join(store.folder, name), text);
    const found = await store.leftovers();
    assert.deepEqual(found.leftovers, []);
    assert.match(found.problems.join(), /is not a record of Seccomp Lens that can be read\.$/);
    await assert.rejects(restore(), SourceError);
    assert.equal(readFileSync(join(store.folder, name), 'utf8'), text);
  }
});

test('one at a time, also in one process', async (t) => {
  const { path, store } = bench(t);
  const hold = await store.hold(path, BY);
  await assert.rejects(store.hold(path, BY), /is being worked on already/);
  await hold.release();
  await (await store.hold(path, BY)).release();
});

test('of many that ask at once, never two have it', async (t) => {
  const { path, store } = bench(t);
  let holding = 0;
  let had = 0;
  const one = async (): Promise<void> => {
    try {
      await store.holding(path, BY, async () => {
        holding += 1;
        had += 1;
        assert.equal(holding, 1);
        await new Promise(setImmediate);
        holding -= 1;
      });
    } catch (error) {
      if (!(error instanceof SourceInUse)) throw error;
    }
  };
  await Promise.all(Array.from({ length: 20 }, one));
  assert.ok(had > 0, 'nobody had it');
  t.diagnostic(`${had} of 20 had it, one after another`);
  assert.deepEqual(readdirSync(store.folder), []);
});

test('a lock of a process that has ended is no lock', async (t) => {
  const { path, store } = bench(t);
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  const hold = await store.hold(path, BY);
  const [name = ''] = readdirSync(store.folder);
  const mine = JSON.parse(readFileSync(join(store.folder, name), 'utf8')) as object;
  await hold.release();
  const stale = {
    'it has ended': { ...mine, pid: child.pid },
    'its number is another’s now': { ...mine, start: '1' },
    'the machine was started again': { ...mine, boot: 'another' },
  };
  for (const [why, identity] of Object.entries(stale)) {
    writeFileSync(join(store.folder, name), JSON.stringify(identity));
    await (await store.hold(path, BY)).release();
    assert.deepEqual(readdirSync(store.folder), [], why);
  }
  writeFileSync(join(store.folder, name), JSON.stringify({ ...mine, namespace: 'pid:[1]' }));
  await assert.rejects(store.hold(path, BY), /from another container: if that is gone, remove /);
});

test('a leftover is not offered while somebody is at work on it', async (t) => {
  const { path, store, loosen } = bench(t);
  await loosen();
  await store.holding(path, BY, async () => {
    assert.deepEqual((await store.leftovers()).leftovers, []);
  });
  assert.equal((await store.leftovers()).leftovers.length, 1);
});

for (const [env, folder] of [
  [{ XDG_STATE_HOME: '/var/state' }, /^\/var\/state\/seccomp-lens$/],
  [{ XDG_STATE_HOME: 'state' }, /^\/.*\/\.local\/state\/seccomp-lens$/],
  [{}, /^\/.*\/\.local\/state\/seccomp-lens$/],
] as const) {
  test(`the store’s place by ${JSON.stringify(env)}`, () => {
    assert.match(storeFolder(env), folder);
  });
}

test('a source whose folder cannot be synced is written, and found at the next start', async (t) => {
  const { path, store, loosen, restore, source } = bench(t);
  const failure = Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
  const open = fs.open.bind(fs);
  const mock = t.mock.method(fs, 'open', (name: string, ...how: [string, number]) =>
    /^\/proc\/self\/fd\/\d+$/.test(name) && how[0] === 'r'
      ? Promise.reject(failure)
      : open(name, ...how),
  );
  await assert.rejects(loosen(), {
    name: 'SourceError',
    message: `${path} cannot be written: EIO.`,
  });
  assert.equal(source(), LOOSE);
  const { leftovers } = await store.leftovers();
  assert.deepEqual(
    leftovers.map(({ state }) => state),
    ['ours'],
  );
  mock.mock.restore();
  assert.equal((await restore()).kind, 'restored');
  assert.equal(source(), ORIGINAL);
});
