import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';

const BODY =
  'auid=4294967295 uid=0 gid=0 ses=4294967295 pid=700 comm="vcpu0" exe="/usr/bin/vmm" sig=31 arch=c000003e syscall=39 compat=0 ip=0x7f0011223344 code=0x80000000';
const MESSAGE = `SECCOMP ${BODY}`;
const KERNEL = `audit: type=1326 audit(1700000000.123:42): ${BODY}`;

/** An entry of the audit transport as journald stores it (journald-audit.c). */
const ENTRY: Readonly<Record<string, string>> = {
  __CURSOR: 's=0;i=1',
  __REALTIME_TIMESTAMP: '1700000001456789',
  _TRANSPORT: 'audit',
  _AUDIT_TYPE: '1326',
  _AUDIT_TYPE_NAME: 'SECCOMP',
  _SOURCE_REALTIME_TIMESTAMP: '1700000000123000',
  _AUDIT_ID: '42',
  MESSAGE,
  _PID: '700',
  _COMM: 'vcpu0',
  _EXE: '/usr/bin/vmm',
  _AUDIT_FIELD_SIG: '31',
  _AUDIT_FIELD_ARCH: 'c000003e',
  _AUDIT_FIELD_SYSCALL: '39',
  _AUDIT_FIELD_IP: '0x7f0011223344',
  _AUDIT_FIELD_CODE: '0x80000000',
};
const FIELDS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ENTRY).filter(([key]) => key !== 'MESSAGE'),
);
const EVENT = 'audit 39 kill-process vcpu0 /usr/bin/vmm 1700000000123 42';

const json = (entry: object): string => JSON.stringify(entry);
const pretty = (entry: Readonly<Record<string, string>>): string =>
  `{\n${Object.entries(entry)
    .map(([key, value]) => `\t${JSON.stringify(key)} : ${JSON.stringify(value)}`)
    .join(',\n')}\n}`;
const bytes = (text: string): number[] => [...Buffer.from(text)];
const exported = (entry: Readonly<Record<string, string>>): string =>
  `${Object.entries(entry)
    .map(([key, value]) => `${key}=${value}`)
    .join('\n')}\n`;
const verbose = (entry: Readonly<Record<string, string>>): string =>
  `Tue 2023-11-14 22:13:21.456789 UTC [s=0;i=1]\n${exported(entry).replace(/^(?=.)/gm, '    ')}`;

/** A message by which a field of that name is stored in binary: name, length, value. */
function binary(key: string, value: string): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(value.length));
  return Buffer.concat([Buffer.from(`${key}\n`), length, Buffer.from(`${value}\n`)]);
}

function short(record: LogRecord): string {
  if (record.kind !== 'refusal') return record.kind;
  const { transport, number, action, comm, exe, time, serial } = record;
  return `${transport} ${number} ${action} ${comm} ${exe} ${time} ${serial}`;
}

const NO_OWN_TIME = EVENT.replace('0123 42', '1456 null');

const CASES: readonly [what: string, text: string | Buffer, expected: string[]][] = [
  ['json', json(ENTRY), [EVENT]],
  ['json, twice', `${json(ENTRY)}\n${json(ENTRY)}`, [EVENT, EVENT]],
  ['json, with the message last', json({ ...FIELDS, MESSAGE }), [EVENT]],
  ['json-pretty', pretty(ENTRY), [EVENT.replace('1700000000123 42', 'null null')]],
  ['json, the message as bytes', json({ ...ENTRY, MESSAGE: bytes(MESSAGE) }), [EVENT]],
  ['json without the message', json(FIELDS), [EVENT]],
  ['json of another type without the message', json({ ...FIELDS, _AUDIT_TYPE: '1300' }), []],
  [
    'json without the event’s own time',
    json({ ...ENTRY, _SOURCE_REALTIME_TIMESTAMP: undefined }),
    [NO_OWN_TIME],
  ],
  [
    'json, the kernel’s transport',
    json({ _TRANSPORT: 'kernel', MESSAGE: KERNEL }),
    [EVENT.replace('audit', 'kernel')],
  ],
  [
    'json, the kernel’s transport as bytes',
    json({ _TRANSPORT: 'kernel', MESSAGE: bytes(KERNEL) }),
    [EVENT.replace('audit', 'kernel')],
  ],
  [
    'json, a program’s line that looks like the audit transport’s',
    json({ _TRANSPORT: 'stdout', MESSAGE }),
    [],
  ],
  ['json, a string that holds a key', json({ A: `"MESSAGE":"${MESSAGE}"`, MESSAGE: 'x' }), []],
  [
    'json, cut short',
    json({ MESSAGE }).slice(0, MESSAGE.length + 15),
    ['audit 39 null vcpu0 /usr/bin/vmm null null'],
  ],
  [
    'dmesg -J',
    `{\n   "dmesg": [\n      {\n         "pri": 5,\n         "time":  2083.706329,\n         "msg": ${JSON.stringify(KERNEL)}\n      }\n   ]\n}`,
    [EVENT.replace('audit', 'kernel')],
  ],
  [
    'docker’s log',
    json({ log: `${KERNEL}\n`, stream: 'stderr' }),
    [EVENT.replace('audit', 'kernel')],
  ],
  ['export', `${exported(ENTRY)}\n`, [EVENT]],
  ['export, two entries', `${exported(ENTRY)}\n${exported(ENTRY)}\n`, [EVENT, EVENT]],
  ['export, the message first', exported({ __CURSOR: 's=0', MESSAGE, ...FIELDS }), [EVENT]],
  [
    'export, another’s fields before',
    `${exported({ ...FIELDS, _AUDIT_ID: '7', MESSAGE: 'USER_AUTH pid=1' })}\n__CURSOR=s\nMESSAGE=${MESSAGE}\n\n`,
    [EVENT.replace('1700000000123 42', 'null null')],
  ],
  [
    'export, the message in binary',
    Buffer.concat([
      Buffer.from(exported(FIELDS)),
      binary('MESSAGE', MESSAGE),
      Buffer.from('_UID=0\n\n'),
    ]),
    [EVENT],
  ],
  [
    'export, another field in binary behind the message',
    Buffer.concat([
      Buffer.from(`__CURSOR=s\nMESSAGE=${MESSAGE}\n`),
      binary('_CMDLINE', 'a\tb'),
      Buffer.from('_SOURCE_REALTIME_TIMESTAMP=1700000000123000\n_AUDIT_ID=42\n\n'),
    ]),
    [EVENT],
  ],
  [
    'export, a record of the kernel behind the entry',
    `${exported(ENTRY)}${KERNEL}\n`,
    [EVENT, EVENT.replace('audit', 'kernel')],
  ],
  ['verbose', verbose({ MESSAGE, ...FIELDS }), [EVENT]],
  [
    'verbose, two entries',
    verbose({ MESSAGE, ...FIELDS }) + verbose({ MESSAGE, ...FIELDS, _AUDIT_ID: '43' }),
    [EVENT, EVENT.replace(' 42', ' 43')],
  ],
  ['a word of a build log', 'MESSAGE=SECCOMPILER is fine\n', []],
];

for (const [what, text, expected] of CASES) {
  test(`journal: ${what}`, () => {
    const decoder = new LogDecoder();
    const records = [...decoder.push(text), ...decoder.end()];
    assert.deepEqual(records.map(short), expected);
  });
}

test('journal: an entry waits for its end, and no longer', () => {
  const decoder = new LogDecoder();
  assert.deepEqual(decoder.push(exported(ENTRY)), []);
  assert.deepEqual(decoder.push('\n').map(short), [EVENT]);
});

test('a program’s message in JSON is read with the entry’s time', () => {
  const panic =
    'line one\n[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n\0\0[ERROR][HYPERLIGHT] IOCTL Param: 44672\n';
  for (const MESSAGE of [panic, bytes(panic)]) {
    const [record, ...others] = decodeText(
      `${json({ __REALTIME_TIMESTAMP: '1700000001456789', _TRANSPORT: 'stdout', MESSAGE })}\n`,
    );
    assert.ok(record?.kind === 'refusal' && others.length === 0);
    assert.deepEqual(
      [record.source, record.number, record.request, record.time],
      ['hyperlight', 16, 44672, 1_700_000_001_456],
    );
  }
});

test('fields stand in what was printed, escapes and all', () => {
  for (const text of [json(ENTRY), exported(ENTRY), json({ MESSAGE: KERNEL })]) {
    const [record] = decodeText(text);
    assert.ok(record?.kind === 'refusal' && record.fields.length === 13);
    for (const { value, start, end } of record.fields) {
      assert.equal(record.raw.slice(start, end), value);
    }
  }
});

test('a message in bytes stands nowhere as text', () => {
  const [record] = decodeText(json({ ...ENTRY, MESSAGE: bytes(MESSAGE) }));
  assert.ok(record?.kind === 'refusal');
  assert.deepEqual(record.fields, []);
});
