import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeText } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';
import { times } from '../../lib/times';

const FIELDS =
  'auid=4294967295 uid=0 gid=0 ses=4294967295 subj==docker-default (enforce) pid=700 comm="syz-executor1" exe="/root/syz-executor1" sig=31 arch=40000003 syscall=265 compat=1 ip=0xf7f82849 code=0x80000000';
const HEADS = [
  '[ 12.5] audit: type=1326 audit(1700000000.123:42):',
  'type=SECCOMP msg=audit(1700000000.123:42):',
  'Nov 14 22:13:20 host audit[700]: SECCOMP',
];

function short(record: LogRecord | undefined): unknown[] {
  if (record?.kind !== 'refusal') return [record?.kind, record?.line];
  const { line, number, arch, action, signal, pid, comm, exe, ip } = record;
  return [line, number, arch, action, signal, pid, comm, exe, ip];
}

const WHOLE = [
  1,
  265,
  'i386',
  'kill-process',
  31,
  700,
  'syz-executor1',
  '/root/syz-executor1',
  '0xf7f82849',
];

/** Words into lines of at most `width`, as a mail program does it. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

for (const head of HEADS) {
  for (const mark of ['', '> ', '> > ', '| ', '  ']) {
    test(`wrapped at blanks, each line behind ${JSON.stringify(mark)}: ${head}`, () => {
      for (let width = 40; width < 200; width += 7) {
        for (const space of ['', ' ', '  ']) {
          const lines = wrapped(`${head} ${FIELDS}`, width).map((line) => mark + line + space);
          const text = `${lines.join('\n')}\nand so on\n`;
          const records = decodeText(text);
          assert.deepEqual(records.map(short), [WHOLE], text);
          assert.equal(records[0]?.raw, lines.join('\n'));
        }
      }
    });
  }

  test(`broken anywhere in its fields by a terminal: ${head}`, () => {
    const text = `${head} ${FIELDS}`;
    // Not in a label, whose words nothing tells from others.
    const from = text.indexOf(' pid=') + 2;
    for (let at = from; at < text.length; at++) {
      const records = decodeText(`${text.slice(0, at)}\n${text.slice(at)}\n`);
      // A name without its key's first letters can be another key.
      if (!/\b[a-z]+$/.test(text.slice(0, at))) {
        assert.deepEqual(records.map(short), [WHOLE], `${text.slice(at - 10, at)}|`);
      }
      for (const record of records) assert.ok(record.kind !== 'refusal' || record.number === 265);
    }
  });
}

const CUT = `${HEADS[0]} ${FIELDS.slice(0, FIELDS.indexOf('65 compat'))}`;
const NOT_ITS: readonly [what: string, next: string][] = [
  ['a number', '65 errors'],
  ['digits alone', '65'],
  ['a sentence', 'error: it failed'],
  ['an empty line', ''],
  ['another pair', 'level=info msg=started'],
  ['a foreign line that holds fields', 'started with pid=7 syscall=5 code=0x0'],
];
for (const [what, next] of NOT_ITS) {
  test(`a record that was cut is not gone on with by ${what}`, () => {
    const [record, ...others] = decodeText(`${CUT}\n${next}\n`);
    assert.ok(record && others.length === 0);
    assert.equal(record.kind, 'unnamed');
    assert.equal(record.raw, CUT);
  });
}

test('a record that was cut is not gone on with by the next record', () => {
  const next = `${HEADS[1]} ${FIELDS.replace('265', '5')}`;
  assert.deepEqual(decodeText(`${CUT}\n${next}\n`).map(short), [
    ['unnamed', 1],
    [2, 5, ...WHOLE.slice(2)],
  ]);
});

test('lines behind a broken record keep their numbers', () => {
  const lines = wrapped(`${HEADS[0]} ${FIELDS}`, 60);
  const text = [...lines, `${HEADS[1]} ${FIELDS}`, ''].join('\n');
  assert.deepEqual(
    decodeText(text).map(({ line }) => line),
    [1, lines.length + 1],
  );
});

test('fields stand in the broken lines', () => {
  const [record] = decodeText(wrapped(`${HEADS[0]} ${FIELDS}`, 60).join('\n> '));
  assert.ok(record?.kind === 'refusal' && record.fields.length === 14);
  for (const { key, value, start, end } of record.fields) {
    assert.equal(record.raw.slice(start, end).replace('\n> ', ' '), value, key);
  }
});

test('no line behind a record makes it say something else', () => {
  const words = fc.constantFrom(
    '5',
    'pid=9',
    'syscall=5',
    'code=0x0',
    'arch=',
    'x=1',
    '>',
    'audit(1.0:1)',
    '...',
  );
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), (next) => {
      const whole = `${HEADS[0]} ${FIELDS}`;
      const records = decodeText(`${whole}\n${next.join(' ')}\n`);
      assert.deepEqual(short(records[0]), WHOLE);
    }),
    times(),
  );
});
