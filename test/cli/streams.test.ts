import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startLens, temporaryFolder } from './lens';
import { auditLine, ONE_LIST } from './sources';

const timeout = 60_000;

test('Ctrl+C: exit 130 and nothing on stderr', { timeout }, async (t) => {
  const child = startLens(t, ['decode', '--each', '--json', '-']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.write(auditLine({ syscall: 39 }));
  await once(child.stdout, 'data');
  child.kill('SIGINT');
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  assert.deepEqual([code, signal, stderr], [130, null, '']);
});

test('a reader that goes away ends the command in silence', { timeout }, async (t) => {
  const child = startLens(t, ['decode', '--each', '--json', '-']);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on('error', () => undefined); // it stops reading, which is the point
  child.stdin.write(auditLine({ syscall: 39, serial: 1 }));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  child.stdin.write(auditLine({ syscall: 39, serial: 2 }));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.deepEqual([code, stderr], [0, '']);
});

test('a source that changes meanwhile is not written over', { timeout }, async (t) => {
  const folder = temporaryFolder(t);
  const [source, log] = [join(folder, 'filter.rs'), join(folder, 'trap.log')];
  writeFileSync(source, ONE_LIST);
  execFileSync('mkfifo', [log]);
  const child = startLens(t, ['fix', source, '--log', log, '--write']);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));

  // A pipe opens when its reader does, and the log is opened once the source was read.
  const pipe = await open(log, 'w');
  writeFileSync(source, `${ONE_LIST}// Somebody's work.\n`);
  await pipe.writeFile(auditLine({ syscall: 39 }));
  await pipe.close();
  const [code] = (await once(child, 'close')) as [number | null];
  const sentence = `seccomp-lens: ${source} has changed since it was read: nothing was written.\n`;
  assert.deepEqual([code, stdout, stderr], [2, '', sentence]);
  assert.match(readFileSync(source, 'utf8'), /Somebody's work\.\n$/);
});
