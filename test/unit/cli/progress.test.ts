import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress } from '../../../src/cli/progress';
import { memoryIo } from './memory-io';

const MIB = 2 ** 20;

/** What is drawn where so many bytes are read at each of these times, in ms. */
function drawn(
  total: number,
  steps: readonly [ms: number, bytes: number][],
  progress = true,
): string {
  const io = memoryIo({ progress });
  let now = 5;
  const shown = new Progress('a\u001b[2Jb.log', total, io, () => now);
  for (const [ms, bytes] of steps) {
    now = 5 + ms;
    shown.advance(bytes);
  }
  shown.end();
  return io.stderr().replaceAll('\r\u001b[K', '|');
}

test('progress is drawn over itself, some times a second, and taken away', () => {
  const steps = [999, 1000, 1100, 1250].map((ms): [number, number] => [ms, 2 * MIB]);
  assert.equal(drawn(10 * MIB, steps), '|ab.log: 40 % of 10 MiB|ab.log: 80 % of 10 MiB|');
});

test('a file that does not tell its size', () => {
  assert.equal(drawn(0, [[1500, 3 * MIB]]), '|ab.log: 3 MiB read|');
});

test('nothing is drawn for what is soon read, and where nobody sees it', () => {
  assert.equal(drawn(10 * MIB, [[500, 10 * MIB]]), '');
  assert.equal(drawn(10 * MIB, [[5000, 10 * MIB]], false), '');
});
