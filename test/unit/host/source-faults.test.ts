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

test(
  'a full disk leaves the source as it was, and nothing beside it',
  { skip: isRoot ? false : 'needs CAP_SYS_ADMIN, to mount a small tmpfs' },
  async (t) => {
    const disk = folder(t);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]);
    try {
      const path = join(disk, 'filter.rs');
      const before = 'fn f() {}\n'.repeat(1000);
      writeFileSync(path, before);
      const { version } = await readSource(path);
      await assert.rejects(writeSource(path, before.repeat(20), version), (error) => {
        assert.ok(error instanceof SourceError);
        assert.match(error.message, /^[^\n]+\.$/);
        return true;
      });
      assert.equal(readFileSync(path, 'utf8'), before);
      assert.deepEqual(readdirSync(disk), ['filter.rs']);
    } finally {
      execFileSync('umount', [disk]);
    }
  },
);

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
const asRoot = { skip: isRoot ? false : 'needs root, to be somebody else' };

test(
  "another user's file that anybody may write is refused, and is as it was",
  asRoot,
  async (t) => {
    const place = folder(t);
    const path = join(place, 'filter.rs');
    writeFileSync(path, 'theirs\n');
    chmodSync(path, 0o666);
    chmodSync(place, 0o777);
    const before = statSync(path);
    const { version } = await readSource(path);
    process.seteuid?.(NOBODY);
    try {
      await assert.rejects(writeSource(path, 'mine\n', version), {
        name: 'SourceError',
        message: `${path} belongs to another user, and replacing it would make it yours: nothing was written.`,
      });
    } finally {
      process.seteuid?.(0);
    }
    const { ino, uid, mtimeMs } = statSync(path);
    assert.deepEqual([ino, uid, mtimeMs], [before.ino, before.uid, before.mtimeMs]);
    assert.equal(readFileSync(path, 'utf8'), 'theirs\n');
    assert.deepEqual(readdirSync(place), ['filter.rs']);
  },
);

test("root writes another user's file, which stays theirs", asRoot, async (t) => {
  const path = join(folder(t), 'filter.rs');
  writeFileSync(path, 'before\n');
  chownSync(path, NOBODY, NOBODY);
  await writeSource(path, 'after\n', (await readSource(path)).version);
  const { uid, gid } = statSync(path);
  assert.deepEqual([uid, gid], [NOBODY, NOBODY]);
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
