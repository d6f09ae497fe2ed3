import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import { logExcerpt } from '../../../src/host/log-excerpt';

async function withLog(bytes: string | Buffer, use: (file: string) => Promise<void>) {
  const folder = await mkdtemp(join(tmpdir(), 'excerpt-'));
  try {
    const file = join(folder, 'vmm.log');
    await writeFile(file, bytes);
    await use(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What Hyperlight's handler writes: each line in a buffer of 64 bytes that NULs fill up. */
const HYPERLIGHT = [
  '[ERROR][HYPERLIGHT] Handling disallowed syscall\n',
  '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n',
  '[ERROR][HYPERLIGHT] IOCTL Param: 44672\n',
]
  .map((line) => line.padEnd(64, '\0'))
  .join('');

const WHOLE = [
  { what: 'lines of every ending', log: 'a\nb\r\nc\rd', text: ['a', 'b', 'c', 'd'] },
  { what: 'a last line end', log: 'a\n', text: ['a', ''] },
  { what: 'an empty log', log: '', text: [''] },
  { what: 'colours and NULs', log: '\0\x1b[31ma\0\n\0\0b', text: ['a', 'b'] },
  { what: 'a line of megabytes', log: 'x'.repeat(3e6), text: [`${'x'.repeat(8192)}…`] },
];

for (const { what, log, text } of WHOLE) {
  test(`${what}: as a terminal shows them`, () =>
    withLog(log, async (file) => {
      const excerpt = await logExcerpt(file, 1);
      assert.deepEqual(excerpt.text.split('\n'), text);
      assert.equal(excerpt.first, 1);
    }));
}

for (const end of ['\n', '\r\n', '\r']) {
  for (const before of [0, 999, 1000, 1001, 200_000]) {
    test(`the line of a record after ${before} others, ${JSON.stringify(end)} between`, () => {
      const log =
        `some words of a log${end}`.repeat(before) + HYPERLIGHT + `then${end}`.repeat(999);
      const [record] = decodeText(log);
      assert.ok(record && record.kind !== 'lost');
      return withLog(log, async (file) => {
        const { text, first } = await logExcerpt(file, record.line);
        const lines = text.split('\n');
        assert.equal(lines[record.line - first], '[ERROR][HYPERLIGHT] Disallowed Syscall: 16');
        assert.ok(lines.length <= 1201);
      });
    });
  }
}

test('a log that is gone: the system says so', () =>
  assert.rejects(logExcerpt('/nowhere/vmm.log', 1), { code: 'ENOENT' }));

for (const [what, path, reason] of [
  ['a device without an end', '/dev/zero', 'It is not a regular file.'],
  ['a folder', '/dev', 'It is a folder, not a file.'],
] as const) {
  test(`${what} in a log's place is not read`, { timeout: 60_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'excerpt-'));
    t.after(() => rm(folder, { recursive: true }));
    await symlink(path, join(folder, 'vmm.log'));
    await assert.rejects(logExcerpt(join(folder, 'vmm.log'), 1), { message: reason });
  });
}
