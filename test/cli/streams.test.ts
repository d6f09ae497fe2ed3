import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { startLens } from './lens';
import { auditLine } from './sources';

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
