/** The tables in the tree are what the generator makes of its pinned crates, to the byte. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { run } from '../../scripts/generate/tools';

const root = path.resolve(import.meta.dirname, '..', '..');

test('the generator makes the same bytes again', (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'tables-'));
  try {
    const main = path.join(root, 'scripts', 'generate', 'main.ts');
    const { ok, stderr } = run(process.execPath, ['--import', 'tsx', main, folder], 'node');
    assert.ok(ok, stderr);
    const data = path.join(root, 'src', 'core', 'abi', 'data');
    const files = readdirSync(data).sort();
    assert.deepEqual(readdirSync(folder).sort(), files);
    for (const file of files) {
      const made = readFileSync(path.join(folder, file));
      assert.ok(
        made.equals(readFileSync(path.join(data, file))),
        `${file} differs: npm run generate`,
      );
      t.diagnostic(`${file}: ${made.length} bytes`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
