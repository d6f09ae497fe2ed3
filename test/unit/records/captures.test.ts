import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord, RefusalRecord } from '../../../src/core/records/record';
import { contentOf } from './content';

const folder = join(import.meta.dirname, '../../fixtures/records');

/** The records of a file that `capture.sh` wrote. */
function captured(name: string): LogRecord[] {
  const decoder = new LogDecoder();
  return [...decoder.push(readFileSync(join(folder, name))), ...decoder.end()];
}

/** What `capture.sh` calls, in its order: number, action, thread, the program's last name, and the
 * architecture where it is not x86_64. */
const CALLS = [
  [39, 'kill-process', 'capture', 'capture'],
  [39, 'kill-thread', 'capture', 'capture'],
  [39, 'trap', 'capture', 'capture'],
  [39, 'errno', 'capture', 'capture'],
  [39, 'trace', 'capture', 'capture'],
  [39, 'log', 'capture', 'capture'],
  [16, 'log', 'vcpu0', 'capture'],
  [600, 'log', 'capture', 'capture'],
  [-1, 'log', 'capture', 'capture'],
  [0x40000027, 'log', 'capture', 'capture'],
  [39, 'log', 'a)b=c', 'capture'],
  [39, 'log', '', 'capture'],
  [39, 'log', 'x syscall=59 y', 'capture'],
  [39, 'log', 'runc:[2:INIT]', 'capture'],
  [39, 'log', 'Host Function W', 'capture'],
  [39, 'log', 'my prog', 'my prog'],
  [39, 'log', 'qu"ote', 'qu"ote'],
  [39, 'log', 'naïve', 'naïve'],
  [39, 'user-notif', 'capture', 'capture'],
  [20, 'kill-process', 'capture', 'capture', 'i386'],
  [20, 'log', 'capture', 'capture', 'i386'],
];
const BURST = [39, 'log', 'burst', 'capture'];
const AFTER = [39, 'log', 'after', 'capture'];

const isRefusal = (record: LogRecord): record is RefusalRecord => record.kind === 'refusal';
const row = ({ number, action, comm, exe, arch }: RefusalRecord): unknown[] => [
  number,
  action,
  comm,
  exe?.split('/').at(-1),
  ...(arch === 'x86_64' ? [] : [arch]),
];
/** Processes that the kernel says SIGSYS ended, beside the records of their calls. */
const isAbend = (record: LogRecord): boolean => record.kind === 'unnamed' && record.pid !== null;

test('the kernel’s own lines, of which it dropped six', () => {
  const records = captured('kernel.log');
  const burst = Array<unknown>(10).fill(BURST);
  assert.deepEqual(records.filter(isRefusal).map(row), [...CALLS, ...burst, AFTER]);
  assert.deepEqual(
    records.flatMap((record) => (record.kind === 'lost' ? [record.records] : [])),
    [6],
  );
});

for (const name of ['auditd.log', 'auditd-enriched.log']) {
  test(`${name}: every record, whatever the enrichment says`, () => {
    const records = captured(name);
    assert.deepEqual(
      records.map((record) => isRefusal(record) && row(record)),
      CALLS,
    );
    for (const record of records) {
      assert.ok(isRefusal(record));
      assert.ok(record.serial !== null && record.time !== null && record.ip !== null);
    }
  });
}

const STYLES = 'ctime iso reltime delta notime raw decode colour'.split(' ');
for (const name of [...STYLES.map((style) => `dmesg-${style}.log`), 'dmesg.json', 'kmsg.log']) {
  test(`${name}: what kernel.log says, to the last field`, () => {
    const plain = captured('kernel.log');
    const records = captured(name);
    assert.ok(plain.some(isAbend));
    assert.deepEqual(records.map(withoutPlace), plain.map(withoutPlace));
  });
}

test('ausearch.log: what auditd.log says, but the time’s zone and which kill it was', () => {
  const raw = captured('auditd.log').filter(isRefusal);
  const words = captured('ausearch.log').filter(isRefusal);
  assert.equal(words.length, raw.length);
  for (const [i, record] of raw.entries()) {
    const word = words[i];
    assert.ok(word);
    for (const key of [
      'serial',
      'arch',
      'auditArch',
      'number',
      'signal',
      'pid',
      'comm',
      'exe',
      'ip',
    ] as const) {
      assert.equal(word[key], record[key], key);
    }
    assert.equal(word.action, record.action?.startsWith('kill') ? null : record.action);
    const clock = ((record.time ?? 0) / 1000) % 900;
    assert.ok(Math.abs((word.clock ?? 0) - clock) < 1e-3);
  }
});

test('ausearch reads the same names out of auditd’s lines', () => {
  const interpreted = readFileSync(join(folder, 'ausearch.log'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('type=SECCOMP'));
  const records = captured('auditd.log').filter(isRefusal);
  assert.equal(interpreted.length, records.length);
  for (const [i, { pid, comm, exe, ip }] of records.entries()) {
    const line = interpreted[i] ?? '';
    for (const said of [` pid=${pid} comm=${comm} exe=${exe} `, ` ip=${ip} `]) {
      assert.ok(line.includes(said), `${said} in ${line}`);
    }
  }
});

/** The record without where it stood. */
function withoutPlace(record: LogRecord): object {
  const fields = isRefusal(record) ? record.fields.map(({ key, value }) => [key, value]) : [];
  return { ...contentOf(record), fields, line: 0, raw: '' };
}
