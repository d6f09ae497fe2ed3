import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';
import { BatchDecoder, BatchReader, roomFor } from '../../../src/core/records/record-batch';
import { times } from '../../lib/times';
import { contentOf } from './content';
import { streams } from './streams';

function direct(chunks: readonly Uint8Array[]): LogRecord[] {
  const decoder = new LogDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.end()];
}

/** The same by batches, cloned as they are between threads. */
function byBatches(chunks: readonly Uint8Array[]): LogRecord[] {
  const decoder = new BatchDecoder();
  const reader = new BatchReader();
  const rows = new Float64Array(roomFor(Math.max(0, ...chunks.map(({ length }) => length))));
  const read = chunks.map((chunk) => reader.read(structuredClone(decoder.push(chunk, rows)), rows));
  return [...read.flat(), ...reader.read(structuredClone(decoder.end(rows)), rows)];
}

function assertSame(chunks: readonly Uint8Array[]): void {
  assert.deepEqual(byBatches(chunks).map(contentOf), direct(chunks).map(contentOf));
}

/** The bytes cut at these places, modulo their number. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const cuts = places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, i) => bytes.subarray(from, cuts[i] ?? bytes.length));
}

test('batches of a stream hold its records, however it is cut', () => {
  fc.assert(
    fc.property(streams, fc.array(fc.nat(10_000), { maxLength: 6 }), (text, places) => {
      assertSame(cut(Buffer.from(text), places));
    }),
    times(400),
  );
});

test('a stream may be cut anywhere around the end of a line', () => {
  const one = (nth: number): string =>
    `type=1326 audit(1700000000.000:${nth}): pid=7 comm="a" exe="/x" arch=c000003e syscall=1 ` +
    `compat=0 ip=0x1 code=0x0\r\n`;
  const bytes = Buffer.from([1, 2, 3, 4].map(one).join(''));
  for (let at = bytes.length / 2 - 100; at < bytes.length / 2 + 10; at++) {
    assertSame([bytes.subarray(0, at), bytes.subarray(at)]);
  }
});

test('the records of every capture are brought across whole', () => {
  const folder = join(import.meta.dirname, '../../fixtures/records');
  for (const name of readdirSync(folder).filter((each) => /\.(log|json)$/.test(each))) {
    const bytes = readFileSync(join(folder, name));
    assertSame([bytes, Buffer.from('\n'), bytes]);
  }
});

test('a chunk of the shortest records finds room', () => {
  const line = 'type=1326 audit(0.000:0): pid=7 syscall=1 ip=0x1 code=0x0\n';
  const chunk = Buffer.from(line.repeat(2000));
  const rows = new Float64Array(roomFor(chunk.length));
  assert.ok(new BatchDecoder().push(chunk, rows).count > 1000);
});
