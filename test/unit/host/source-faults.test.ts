import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { readSource, SourceError, writeSource } from '../../../src/host/source-file';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'seccomp-lens-faults-'));
  t.after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

const isRoot = process.getuid?.() === 0;

/** How long this process's files may become, or `unlimited`: a longer write breaks off in the middle. */
function limitFiles(bytes: number | 'unlimited'): void {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]);
}

test('a write that breaks off leaves the source as it was, and nothing beside it', async (t) => {
  const place = folder(t);
  const path = join(place, 'filter.rs');
  const before = 'fn f() {}\n'.repeat(1000);
  writeFileSync(path, before);
  const { version } = await readSource(path);
  limitFiles(64 * 1024);
  try {
    await assert.rejects(writeSource(path, before.repeat(20), version), {
      name: 'SourceError',
      message: `${path} cannot be written: EFBIG.`,
    });
  } finally {
    limitFiles('unlimited');
  }
  assert.equal(readFileSync(path, 'utf8'), before);
  assert.deepEqual(readdirSync(place), ['filter.rs']);
});

const REPLACED: readonly [what: string, replace: (path: string, other: string) => void][] = [
  [
    'a symbolic link to another file',
    (path, other) => {
      symlinkSync(other, path);
    },
  ],
  [
    'a symbolic link to nothing',
    (path) => {
      symlinkSync(`${path}.missing`, path);
    },
  ],
  [
    'a directory',
    (path) => {
      mkdirSync(path);
    },
  ],
  [
    "somebody else's file",
    (path) => {
      writeFileSync(path, 'theirs\n');
    },
  ],
];

for (const [what, replace] of REPLACED) {
  test(`refuses to write where ${what} came in the source's place`, async (t) => {
    const place = folder(t);
    const [path, other] = [join(place, 'filter.rs'), join(place, 'other.rs')];
    writeFileSync(path, 'before\n');
    writeFileSync(other, 'other\n');
    const { version } = await readSource(path);
    rmSync(path);
    replace(path, other);
    const [kind, names] = [lstatSync(path).mode, readdirSync(place)];
    await assert.rejects(writeSource(path, 'after\n', version), SourceError);
    assert.equal(lstatSync(path).mode, kind);
    assert.deepEqual(readdirSync(place), names);
    assert.equal(readFileSync(other, 'utf8'), 'other\n');
  });
}

test('writes where a link leads that came in its place, if the text there is the one that was read', async (t) => {
  const place = folder(t);
  const [path, other] = [join(place, 'filter.rs'), join(place, 'other.rs')];
  writeFileSync(path, 'before\n');
  writeFileSync(other, 'before\n');
  const { version } = await readSource(path);
  rmSync(path);
  symlinkSync(other, path);
  await writeSource(path, 'after\n', version);
  assert.ok(lstatSync(path).isSymbolicLink());
  assert.ok(lstatSync(other).isFile());
  assert.equal(readFileSync(other, 'utf8'), 'after\n');
  assert.deepEqual(readdirSync(place).sort(), ['filter.rs', 'other.rs']);
});

const NOBODY = 65_534;

test("another user's file that anybody may write is refused, and is as it was", async (t) => {
  const place = folder(t);
  const path = join(place, 'filter.rs');
  writeFileSync(path, 'theirs\n');
  chmodSync(path, 0o666);
  chmodSync(place, 0o777);
  const before = statSync(path);
  const { version } = await readSource(path);
  await asAnother(() =>
    assert.rejects(writeSource(path, 'mine\n', version), {
      name: 'SourceError',
      message: `${path} belongs to another user, and replacing it would make it yours: nothing was written.`,
    }),
  );
  const { ino, uid, mtimeMs } = statSync(path);
  assert.deepEqual([ino, uid, mtimeMs], [before.ino, before.uid, before.mtimeMs]);
  assert.equal(readFileSync(path, 'utf8'), 'theirs\n');
  assert.deepEqual(readdirSync(place), ['filter.rs']);
});

/** Root becomes nobody; who cannot become another user is one by what the process is told. */
async function asAnother(work: () => Promise<void>): Promise<void> {
  const { geteuid } = process;
  if (isRoot) process.seteuid?.(NOBODY);
  else process.geteuid = () => NOBODY - 1;
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
    else Object.assign(process, { geteuid });
  }
}

test('a file stays its owner’s, also where root writes it', async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'before\n');
  // Nobody but root has a file that is another user's and may be written.
  if (isRoot) chownSync(path, NOBODY, NOBODY);
  const before = statSync(path);
  await writeSource(path, 'after\n', (await readSource(path)).version);
  const { uid, gid } = statSync(path);
  assert.deepEqual([uid, gid], [before.uid, before.gid]);
  assert.equal(readFileSync(path, 'utf8'), 'after\n');
});

test('a clock that has gone back leaves a time behind that is newer than before', async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'before\n');
  const before = statSync(path).mtimeMs;
  t.mock.timers.enable({ apis: ['Date'], now: before - 3_600_000 });
  await writeSource(path, 'after\n', (await readSource(path)).version);
  // cargo builds again only what is newer than its last build.
  assert.ok(statSync(path).mtimeMs > before);
});
