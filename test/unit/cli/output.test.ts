import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { applyPatch, createTwoFilesPatch, FILE_HEADERS_ONLY, parsePatch } from 'diff';
import fc from 'fast-check';
import { unifiedDiff, writeDiff } from '../../../src/cli/diff';
import { styled, wantsColor, writeJson, writeLine } from '../../../src/cli/output';
import { times } from '../../lib/times';
import { memoryIo } from './memory-io';

const colours: readonly [boolean, Record<string, string>, boolean][] = [
  [true, {}, true],
  [true, { TERM: 'xterm' }, true],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1' }, false],
  [true, { TERM: 'dumb' }, false],
  [false, {}, false],
];
for (const [terminal, env, expected] of colours) {
  test(`colour ${expected ? 'on' : 'off'}: terminal ${terminal}, ${JSON.stringify(env)}`, () => {
    assert.equal(wantsColor(terminal, env), expected);
    const io = memoryIo({ color: expected });
    assert.equal(styled(io, 'red', 'x'), expected ? '\u001b[31mx\u001b[39m' : 'x');
  });
}

test('a slow reader is waited for', async () => {
  let release: () => void = () => undefined;
  const out = new Writable({
    highWaterMark: 1,
    write(_chunk, _encoding, done) {
      release = done;
    },
  });
  let written = false;
  const line = writeLine(memoryIo({ out }), 'x').then(() => {
    written = true;
  });
  await new Promise(setImmediate);
  assert.equal(written, false);
  release();
  await line;
  assert.equal(written, true);
});

test('a reader that has gone is not waited for', async () => {
  const stop = new AbortController();
  const out = new Writable({ highWaterMark: 1, write: () => undefined });
  const line = writeLine(memoryIo({ out, interrupted: stop.signal }), 'x');
  stop.abort();
  await assert.rejects(line, { name: 'AbortError' });
});

const before = 'one\ntwo\nthree\n';
const after = 'one\ntwo\n2½\nthree\n';
for (const [path, name] of [
  ['src/filter.rs', 'src/filter.rs'],
  ['./src/filter.rs', 'src/filter.rs'],
  ['/tmp/filter.rs', 'tmp/filter.rs'],
  ['../filter.rs', '../filter.rs'],
  ['-', 'stdin'],
] as const) {
  test(`a diff of ${path} names a/${name}`, () => {
    assert.equal(
      unifiedDiff(path, before, after),
      `--- a/${name}\n+++ b/${name}\n@@ -1,3 +1,4 @@\n one\n two\n+2½\n three\n`,
    );
  });
}

test('a diff keeps CRLF and a missing last newline', () => {
  const diff = unifiedDiff('f.rs', 'a\r\nb', 'a\r\nx\r\nb');
  assert.match(diff, /^ a\r\n\+x\r\n b\n\\ No newline at end of file\n$/m);
});

/** Lines of a unified diff by their first character, headers left out. */
const counted = (diff: string, sign: string): number =>
  diff
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith(sign)).length;

test('a diff of the lines that differ leads from one text to the other, with no more lines than one of the whole', () => {
  const line = fc.constantFrom('a\n', 'b\n', '\n', 'c\r\n', '  (d),\n', '  (e),\n');
  const same = fc.array(line, { maxLength: 12 });
  const few = fc.array(line, { maxLength: 3 });
  fc.assert(
    fc.property(same, few, few, same, few, few, same, fc.boolean(), (...drawn) => {
      const [above, gone, come, between, less, more, below, isOpen] = drawn;
      const text = (...parts: readonly (readonly string[])[]): string =>
        parts
          .flat()
          .join('')
          .slice(0, isOpen ? -1 : undefined);
      const before = text(above, gone, between, less, below);
      const after = text(above, come, between, more, below);
      if (before === after) return;
      const diff = unifiedDiff('f.rs', before, after);
      const whole = createTwoFilesPatch('f', 'f', before, after, undefined, undefined, {
        headerOptions: FILE_HEADERS_ONLY,
      });
      assert.equal(counted(diff, '+'), counted(whole, '+'));
      assert.equal(counted(diff, '-'), counted(whole, '-'));
      assert.equal(applyPatch(before, diff), after);
      for (const { oldStart, lines } of parsePatch(diff).flatMap(({ hunks }) => hunks)) {
        const old = lines.filter((one) => /^[- ]/.test(one)).map((one) => one.slice(1));
        const there = Math.max(oldStart - 1, 0);
        assert.deepEqual(before.split('\n').slice(there, there + old.length), old);
      }
    }),
    times(1000),
  );
});

test('a diff goes to a pipe as it is, to a terminal without what a terminal acts on', () => {
  const diff = unifiedDiff('f.rs', 'a\u001b]0;title\u0007\n', 'b\u001b[2J\n');
  const pipe = memoryIo();
  writeDiff(pipe, diff);
  assert.equal(pipe.stdout(), diff);
  const plain = memoryIo({ terminal: true });
  writeDiff(plain, diff);
  assert.equal(plain.stdout(), '--- a/f.rs\n+++ b/f.rs\n@@ -1,1 +1,1 @@\n-a\n+b\n');
  const coloured = memoryIo({ terminal: true, color: true });
  writeDiff(coloured, diff);
  assert.ok(coloured.stdout().endsWith('\u001b[31m-a\u001b[39m\n\u001b[32m+b\u001b[39m\n'));
});

test('--json: what a terminal acts on is escaped, and means the same to a parser', async () => {
  const object = { comm: '\u001b[2J \u009b2J \u007f \u202e é 日' };
  const io = memoryIo({});
  await writeJson(io, object);
  const line = io.stdout();
  assert.doesNotMatch(line.trimEnd(), /[^ -~é日]/);
  assert.deepEqual(JSON.parse(line), object);
});
