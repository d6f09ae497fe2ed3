import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { markFile, type KernelMark } from '../../../src/host/diagnose/kernel-mark';

/** A log with a line in it, marked behind that. */
async function marked(t: TestContext): Promise<{ path: string; mark: KernelMark }> {
  const folder = mkdtempSync(join(tmpdir(), 'seccomp-lens-mark-'));
  t.after(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'audit.log');
  writeFileSync(path, 'before the mark, and longer than the rest\n');
  const mark = await markFile(path);
  assert.ok(mark);
  t.after(() => mark.close());
  return { path, mark };
}

test('what comes behind the mark is given once, in whole lines', async (t) => {
  const { path, mark } = await marked(t);
  assert.equal(await mark.take(), '');
  appendFileSync(path, 'one\ntwo');
  assert.equal(await mark.take(), 'one\n');
  appendFileSync(path, ', whole\n');
  assert.equal(await mark.take(), 'two, whole\n');
});

test('a log is rotated during a run: both files are read', async (t) => {
  const { path, mark } = await marked(t);
  appendFileSync(path, 'one\n');
  renameSync(path, `${path}.1`);
  assert.equal(await mark.take(), 'one\n');
  appendFileSync(`${path}.1`, 'late\n');
  writeFileSync(path, 'two\n');
  assert.equal(await mark.take(), 'late\ntwo\n');
  appendFileSync(path, 'three\n');
  assert.equal(await mark.take(), 'three\n');
});

test('a log is cut to nothing during a run: what is written then is read', async (t) => {
  const { path, mark } = await marked(t);
  truncateSync(path);
  appendFileSync(path, 'one\n');
  assert.equal(await mark.take(), 'one\n');
});

test('where there is no log there is no mark', async () => {
  assert.equal(await markFile('/dev/null'), null);
  assert.equal(await markFile('/nowhere/audit.log'), null);
});
