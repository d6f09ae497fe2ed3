import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import { crateOf, filesOnDisk, readCrateAround } from '../../../src/host/crate-files';

function folderOf(t: TestContext, files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'crate-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    // What hands nothing on is not taken.
    writeFileSync(join(folder, name), name.endsWith('.rs') ? `${text}\npub use all::*;` : text);
  }
  return folder;
}

const CASES = [
  {
    name: 'a crate: files beside, mod.rs, and the modules above',
    files: {
      'Cargo.toml': '',
      'src/lib.rs': 'mod guest;',
      'src/guest/mod.rs': 'mod rules; mod other;',
      'src/guest/rules.rs': '',
      'src/guest/common/mod.rs': '',
      'src/guest/other.rs': '',
    },
    source: 'src/guest/rules.rs',
    text: 'use super::common::list;',
    modules: ['guest', 'rules'],
    found: ['src/guest/common/mod.rs', 'src/guest/mod.rs', 'src/guest/other.rs', 'src/lib.rs'],
  },
  {
    name: 'no crate: what stands beside the source',
    files: { 'main.rs': '', 'rules.rs': '', 'rules/inner.rs': '', 'x.rs': '' },
    source: 'main.rs',
    text: 'mod rules; mod y; use rules::inner::f;',
    modules: [],
    found: ['rules.rs', 'rules/inner.rs'],
  },
  {
    name: 'nothing outside the crate’s sources',
    files: { 'a/Cargo.toml': '', 'a/src/main.rs': '', 'a/build.rs': '', 'b.rs': '' },
    source: 'a/src/main.rs',
    text: 'use super::super::b::f; mod build; use crate::{r#b, b};',
    modules: [],
    found: [],
  },
  {
    name: 'a binary in a folder of src/bin is a crate of its own',
    files: {
      'Cargo.toml': '',
      'src/lib.rs': '',
      'src/rules.rs': '',
      'src/bin/vmm/main.rs': '',
      'src/bin/vmm/rules.rs': '',
      'src/bin/vmm/guest/threads.rs': '',
    },
    source: 'src/bin/vmm/guest/threads.rs',
    text: 'use crate::rules::f;',
    modules: ['guest', 'threads'],
    found: ['src/bin/vmm/main.rs', 'src/bin/vmm/rules.rs'],
  },
  {
    name: 'so is a file of src/bin, whose modules lie beside it',
    files: { 'Cargo.toml': '', 'src/lib.rs': '', 'src/bin/vmm.rs': '', 'src/bin/rules.rs': '' },
    source: 'src/bin/vmm.rs',
    text: 'mod rules;',
    modules: [],
    found: ['src/bin/rules.rs'],
  },
];

for (const { name, files, source, text, modules, found } of CASES) {
  test(name, async (t) => {
    const folder = folderOf(t, files);
    const crate = await readCrateAround(join(folder, source), text);
    assert.deepEqual(crate.modules, modules);
    assert.deepEqual(crate.files.map(({ path }) => relative(folder, path)).sort(), found);
  });
}

test('a link out of the crate, a folder, a file that is no text and one too large are left out', async (t) => {
  const folder = folderOf(t, {
    'Cargo.toml': '',
    'src/main.rs': '',
    'src/d.rs/x': '',
    'src/big.rs': ' '.repeat(600 * 1024),
    'outside.rs': 'fn secret() {}',
    'src/kept.rs': '',
  });
  symlinkSync('../outside.rs', join(folder, 'src/a.rs'));
  symlinkSync('kept.rs', join(folder, 'src/b.rs'));
  writeFileSync(join(folder, 'src/c.rs'), Buffer.from([0xff, 0xfe]));
  const text = 'mod a; mod b; mod c; mod d; mod big; mod kept;';
  const crate = await readCrateAround(join(folder, 'src/main.rs'), text);
  assert.deepEqual(
    crate.files.map(({ path }) => relative(folder, path)),
    ['src/b.rs', 'src/kept.rs'],
  );
});

test('an open file’s text is newer than the file', async (t) => {
  const folder = folderOf(t, { 'main.rs': '', 'a.rs': 'old' });
  const openText = (path: string): string | undefined =>
    path.endsWith('a.rs') ? 'pub use new::*;' : undefined;
  const { files } = await readCrateAround(join(folder, 'main.rs'), 'mod a;', { openText });
  assert.deepEqual(
    files.map(({ text }) => text),
    ['pub use new::*;'],
  );
});

test('what may not be read is left out; each place is looked at through the store', async (t) => {
  const folder = folderOf(t, { 'main.rs': '', 'a.rs': '', 'b.rs': '' });
  const looked: string[] = [];
  const disk = filesOnDisk({ mayRead: (real) => !real.endsWith('a.rs') });
  const { files } = await crateOf(join(folder, 'main.rs'), 'mod a; mod b; mod c;', {
    exists: (path) => disk.exists(path),
    read: (path, root) => {
      looked.push(relative(folder, path));
      return disk.read(path, root);
    },
  });
  assert.deepEqual(
    files.map(({ path }) => relative(folder, path)),
    ['b.rs'],
  );
  for (const path of ['a.rs', 'b.rs', 'c.rs', 'c/mod.rs']) assert.ok(looked.includes(path), path);
});
