import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText, LogDecoder } from '../../../src/core/records/decode';
import type { LogRecord } from '../../../src/core/records/record';

/** One write of the signal handler: 64 bytes, of which NULs fill the rest. */
function written(text: string): string {
  return `${text}\n`.padEnd(64, '\0');
}

const handling = '[ERROR][HYPERLIGHT] Handling disallowed syscall\n';
const call = (number: number): string =>
  written(`[ERROR][HYPERLIGHT] Disallowed Syscall: ${number}`);
const param = (value: string): string => written(`[ERROR][HYPERLIGHT] IOCTL Param: ${value}`);
const panic =
  "thread 'main' panicked at src/main.rs:9:5:\ncalled `Result::unwrap()` on an `Err` value: DisallowedSyscall\n";
const display =
  'Error: Seccomp filter trapped on disallowed syscall (check STDERR for offending syscall)\n';
const guestError =
  'called `Result::unwrap()` on an `Err` value: GuestError(HostFunctionError, "Seccomp filter trapped on disallowed syscall (check STDERR for offending syscall)")\n';

/** `line call(request)` of a refusal, `line unnamed` of a message without a call. */
function short(record: LogRecord): string {
  if (record.kind !== 'refusal') return `${record.line} ${record.kind}`;
  assert.deepEqual(
    [record.source, record.transport, record.arch, record.action, record.signal, record.comm],
    ['hyperlight', 'stderr', 'x86_64', 'trap', 31, null],
  );
  const request = record.request === null ? '' : ` 0x${record.request.toString(16)}`;
  return `${record.line} ${record.number}${request}`;
}

const CASES: readonly [what: string, text: string, expected: string[]][] = [
  ['a call', handling + call(318), ['2 318']],
  ['an ioctl with its request', handling + call(16) + param('44672') + panic, ['2 16 0xae80']],
  [
    'a request that fills the register',
    call(16) + param('18446744072636905477'),
    ['1 16 0xc010b805'],
  ],
  ['a request that no register holds', call(16) + param('18446744073709551616'), ['1 16']],
  ['a request with more digits than are read', call(16) + param('9'.repeat(30)), ['1 16']],
  [
    'a call with more digits than are read',
    written(`[ERROR][HYPERLIGHT] Disallowed Syscall: ${'3'.repeat(11)}`),
    [],
  ],
  ['an ioctl without its request', call(16) + panic, ['1 16']],
  ['an ioctl at the very end', call(16), ['1 16']],
  [
    'an ioctl with another thread’s call before its request',
    call(16) + handling + call(39) + param('1'),
    ['1 16 0x1', '3 39'],
  ],
  ['two ioctls', call(16) + param('1') + call(16) + param('2'), ['1 16 0x1', '3 16 0x2']],
  [
    'two threads’ ioctls, then their requests',
    handling + handling + call(16) + call(16) + param('1') + param('2'),
    ['3 16 0x1', '4 16 0x2'],
  ],
  [
    'two threads’ ioctls and one request',
    call(16) + call(16) + param('1') + panic,
    ['1 16 0x1', '2 16'],
  ],
  [
    'three threads',
    call(16) + call(318) + call(16) + param('1') + call(39) + param('2'),
    ['1 16 0x1', '2 318', '3 16 0x2', '5 39'],
  ],
  [
    'a request without its number is an ioctl, never of the call before it',
    call(39) + param('44672'),
    ['1 39', '2 16 0xae80'],
  ],
  [
    'a request behind another program’s line is not given to the ioctl before that',
    `${call(16)}a line\n${param('44672')}`,
    ['1 16', '3 16 0xae80'],
  ],
  ['a request alone', param('44672'), ['1 16 0xae80']],
  [
    'by a terminal, with CRLF',
    call(16).replace('\n', '\r\n') + param('44672').replace('\n', '\r\n'),
    ['1 16 0xae80'],
  ],
  ['behind a prefix', `12:00 web | ${call(318)}`, ['1 318']],
  [
    'an ioctl between kernel records',
    `${call(16)}audit: type=1326 audit(1.000:1): pid=1\n`,
    ['1 16', '2 unnamed'],
  ],
  ['an error without a number', `ok\n${panic}`, ['3 unnamed']],
  ['its display', display, ['1 unnamed']],
  ['inside a guest error', guestError, ['1 unnamed']],
  [
    'an error that the number before it explains',
    call(318) + panic + display + guestError,
    ['1 318'],
  ],
  ['an error that the request before it explains', call(16) + param('1') + panic, ['1 16 0x1']],
  [
    'an error far behind a number',
    call(318) + 'x\n'.repeat(100) + display,
    ['1 318', '102 unnamed'],
  ],
  ['an error before a number', display + call(318), ['1 unnamed', '2 318']],
  ['source code', 'Err(HyperlightError::DisallowedSyscall) => {\n    DisallowedSyscall,\n', []],
  [
    'a SIGSYS from elsewhere',
    '[ERROR][HYPERLIGHT] SIGSYS triggered by something other than a BPF filter\n',
    [],
  ],
  ['the handler’s first line alone', handling, []],
];

for (const [what, text, expected] of CASES) {
  test(what, () => {
    assert.deepEqual(decodeText(text).map(short), expected);
  });
}

test('an ioctl waits for its next line, and no longer', () => {
  const decoder = new LogDecoder();
  assert.deepEqual(decoder.push(call(16)), []);
  assert.deepEqual(decoder.push('anything').map(short), []);
  assert.deepEqual(decoder.push(' else\n').map(short), ['1 16']);
  assert.deepEqual(decoder.push(param('44672')).map(short), ['3 16 0xae80']);
  assert.deepEqual(decoder.end(), []);
});

test('the number and the request stand where their fields say', () => {
  const [record] = decodeText(handling + call(16) + param('44672'));
  assert.ok(record?.kind === 'refusal');
  assert.equal(
    record.raw,
    '[ERROR][HYPERLIGHT] Disallowed Syscall: 16\n[ERROR][HYPERLIGHT] IOCTL Param: 44672',
  );
  assert.deepEqual(
    record.fields.map(({ key, start, end }) => [key, record.raw.slice(start, end)]),
    [
      ['syscall', '16'],
      ['request', '44672'],
    ],
  );
});
