import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRegular } from '../../../src/host/regular-file';
import { formatFor } from '../../../src/host/rustfmt-config';

const LIMIT = { timeout: 60_000 };

const NO_FILES: readonly [what: string, make: (path: string) => void][] = [
  [
    'a folder',
    (path) => {
      mkdirSync(path);
    },
  ],
  ['a pipe that nobody writes to', (path) => execFileSync('mkfifo', [path])],
  [
    'a link to a device without an end',
    (path) => {
      symlinkSync('/dev/zero', path);
    },
  ],
  [
    'a file that is too long',
    (path) => {
      writeFileSync(path, Buffer.alloc(101_000));
    },
  ],
];

for (const [what, make] of NO_FILES) {
  test(`${what} is not read, and a rustfmt.toml of the kind is none`, LIMIT, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-regular-'));
    t.after(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const path = join(folder, '.rustfmt.toml');
    make(path);
    assert.equal(await readRegular(path, 100_000), null);
    writeFileSync(join(folder, 'rustfmt.toml'), 'max_width = 77\n');
    assert.equal((await formatFor(join(folder, 'filter.rs'))).line, 77);
  });
}

test('a plain file is read, also through a link; what is missing throws', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-regular-'));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  writeFileSync(join(folder, 'a'), 'text');
  symlinkSync('a', join(folder, 'b'));
  for (const name of ['a', 'b']) {
    assert.equal((await readRegular(join(folder, name), 4))?.toString(), 'text');
  }
  await assert.rejects(readRegular(join(folder, 'c'), 4), { code: 'ENOENT' });
});
