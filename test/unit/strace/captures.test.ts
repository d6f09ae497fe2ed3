import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { LogDecoder } from '../../../src/core/records/decode';
import { IoctlHistogram } from '../../../src/core/strace/ioctl-histogram';

const folder = join(import.meta.dirname, '../../fixtures/strace');

type Counts = readonly [request: string, count: number, after: number, refused: number];
interface Expected {
  readonly histograms: Readonly<Record<string, readonly [...Counts, readonly string[]][]>>;
  readonly files: Readonly<Record<string, string>>;
  readonly refusals: Readonly<Record<string, readonly unknown[]>>;
}
const expected = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;

/** The captures whose path in the folder matches; `*` stands for anything. */
function captures(pattern: string): string[] {
  const [before = '', after = ''] = pattern.split('*');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.strace$|^ff\//.test(path))
    .filter((path) => (pattern.includes('*') ? matches(path, before, after) : path === pattern))
    .map((path) => join(folder, path))
    .sort();
}

const matches = (path: string, before: string, after: string): boolean =>
  path.startsWith(before) && path.endsWith(after);

/** The histogram of files read in that order, in chunks of that length. */
function histogramOf(paths: readonly string[], length: number): IoctlHistogram {
  const histogram = new IoctlHistogram();
  for (const path of paths) {
    const reader = histogram.reader(path);
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += length) {
      const chunk = Uint8Array.from(bytes.subarray(at, at + length));
      reader.push(chunk);
      chunk.fill(0xaa); // A chunk is the caller's again once it was pushed.
    }
    reader.end();
  }
  return histogram;
}

const byRequest = (a: readonly unknown[], b: readonly unknown[]): number =>
  String(a[0]).localeCompare(String(b[0]));

function countsOf(histogram: IoctlHistogram): readonly Counts[] {
  return histogram
    .rows('x86_64')
    .map(({ request, count, afterFilter, refused }): Counts => {
      return [`0x${request?.toString(16) ?? ''}`, count, afterFilter, refused];
    })
    .sort(byRequest);
}

/** Which captures strace was told to print the threads' names in. */
const NAMED = /-(?:all|Y|y-Y|stderr-Y)\.strace$/;

for (const [pattern, kind] of Object.entries(expected.files)) {
  const paths = captures(pattern);
  // The files of `-ff` are one trace, also when the children's come first.
  const traces = pattern.startsWith('ff/')
    ? [paths, paths.toReversed()]
    : paths.map((path) => [path]);
  const rows = (expected.histograms[kind] ?? []).toSorted(byRequest);
  test(`${pattern}: the ioctls of ${kind}`, () => {
    assert.ok(paths.length > 0, 'there is such a file');
    for (const trace of traces) {
      const name = trace.map((path) => basename(path)).join(', ');
      for (const length of [1 << 20, 1000, 7, 1]) {
        const histogram = histogramOf(trace, length);
        const want = rows.map(([request, ...counts]) => [request, ...counts.slice(0, 3)]);
        assert.deepEqual(countsOf(histogram), want, `${name} in chunks of ${length}`);
        if (!NAMED.test(name)) continue;
        const threads = histogram
          .rows('x86_64')
          .map((row) => [row.request, row.threads.toSorted()]);
        assert.deepEqual(
          threads.sort(byRequest),
          rows.map((row) => [Number(row[0]), row[4].toSorted()]).sort(byRequest),
          name,
        );
      }
    }
  });
}

test('every capture but those without ioctls is expected to have some', () => {
  const named = Object.keys(expected.files).flatMap(captures).sort();
  assert.deepEqual(
    named,
    captures('*').filter((path) => !basename(path).startsWith('odd-')),
  );
});

test('an ioctl refused under --seccomp-bpf is counted, though its request is unknown', () => {
  assert.equal(histogramOf([join(folder, 'refuse-bpf.strace')], 100).total('refusedUnseen'), 1);
});

for (const [file, want] of Object.entries(expected.refusals)) {
  test(`${file}: the refused calls`, () => {
    const decoder = new LogDecoder();
    const records = [...decoder.push(readFileSync(join(folder, file))), ...decoder.end()];
    const found = records.map((record) => {
      if (record.kind !== 'refusal') return record.kind;
      assert.equal(record.source, 'strace');
      assert.equal(record.arch, 'x86_64');
      assert.ok(record.raw.startsWith(String(record.pid)), 'the thread that the line names');
      const { action, number, request } = record;
      return [action, number, request === null ? null : `0x${request.toString(16)}`];
    });
    assert.deepEqual(found, want);
  });
}
