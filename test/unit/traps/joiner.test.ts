import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeText } from '../../../src/core/records/decode';
import { UNNAMED_KEPT } from '../../../src/core/traps/explained';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { EVIDENCE_KEPT, type Origin } from '../../../src/core/traps/trap';

const origin: Origin = { label: 'test.log', file: '/tmp/test.log' };

function joined(text: string): TrapJoiner {
  const joiner = new TrapJoiner();
  for (const record of decodeText(text)) joiner.add(record, origin);
  return joiner;
}

function counts(text: string): number[] {
  return joined(text)
    .traps()
    .map(({ count }) => count);
}

const body = (changes: Partial<Record<string, string>> = {}): string => {
  const fields = {
    pid: '700',
    comm: '"vcpu0"',
    exe: '"/usr/bin/vmm"',
    sig: '0',
    arch: 'c000003e',
    syscall: '39',
    ip: '0x7f00',
    code: '0x7ffc0000',
    ...changes,
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
};
const kernel = (serial: number, changes?: Partial<Record<string, string>>): string =>
  `kernel: audit: type=1326 audit(1700000000.123:${serial}): ${body(changes)}\n`;
const auditd = (serial: number, changes?: Partial<Record<string, string>>): string =>
  `type=SECCOMP msg=audit(1700000000.123:${serial}): ${body(changes)}\n`;
/** 1700000000 is 22:13:20 UTC; the journal's clock is one of India's. */
const journal = (clock: string, changes?: Partial<Record<string, string>>): string =>
  `Nov 15 ${clock} host audit[700]: SECCOMP ${body(changes)}\n`;

const DISTINCT: readonly [field: string, value: string, traps: number][] = [
  ['arch', 'c00000b7', 2],
  ['arch', 'deadbeef', 2],
  ['syscall', '40', 2],
  ['syscall', '1073741863', 2],
  ['comm', '"vcpu1"', 2],
  ['comm', '""', 2],
  ['comm', '(null)', 2],
  ['exe', '"/usr/bin/vmm2"', 2],
  ['code', '0x80000000', 2],
  ['pid', '701', 1],
  ['ip', '0x7f01', 1],
  ['sig', '31', 1],
];

for (const [field, value, traps] of DISTINCT) {
  test(`${field}=${value} makes ${traps === 1 ? 'no other trap' : 'another trap'}`, () => {
    assert.equal(joined(kernel(1) + kernel(2, { [field]: value })).traps().length, traps);
  });
}

test('names cannot pass for other names', () => {
  const texts = [
    kernel(1, { comm: '"a"', exe: '"b 1:c"' }),
    kernel(2, { comm: '"a 1:b"', exe: '"c"' }),
    kernel(3, { comm: '"-"', exe: '(null)' }),
    kernel(4, { comm: '(null)', exe: '"-"' }),
  ];
  assert.equal(joined(texts.join('')).traps().length, texts.length);
});

const EVENTS: readonly [what: string, text: string, counts: number[]][] = [
  ['an event is told twice by the kernel', kernel(1) + kernel(1), [1]],
  ['two events', kernel(1) + kernel(2), [2]],
  ['kernel and auditd', kernel(1) + auditd(1), [1]],
  ['kernel, then journal', kernel(1) + journal('03:43:20'), [1]],
  ['journal, then kernel', journal('03:43:20') + kernel(1), [1]],
  ['clocks a second apart', journal('03:43:21') + kernel(1), [1]],
  ['clocks far apart', journal('03:44:20') + kernel(1), [2]],
  ['journal alone counts each line', journal('03:43:20') + journal('03:43:20'), [2]],
  [
    'a loop, told by both',
    journal('03:43:20') + kernel(1) + (journal('03:43:20') + kernel(2)),
    [2],
  ],
  [
    'a loop of which the kernel’s lines were suppressed',
    journal('03:43:20').repeat(5) + kernel(1) + kernel(2),
    [5],
  ],
  ['one journal line answers for one event', journal('03:43:20') + kernel(1) + kernel(2), [2]],
  ['a journal line of another process', kernel(1) + journal('03:43:20', { pid: '701' }), [2]],
  ['a journal line of another call', kernel(1) + journal('03:43:20', { syscall: '1' }), [1, 1]],
  [
    'a journal line without a date',
    kernel(1) + journal('03:43:20').slice('Nov 15 03:43:20 host '.length),
    [1],
  ],
  ['the same time and serial of another process', kernel(1) + kernel(1, { pid: '701' }), [2]],
  [
    'a program’s own lines count each',
    '[ERROR][HYPERLIGHT] Disallowed Syscall: 39\n'.repeat(2),
    [2],
  ],
];

for (const [what, text, expected] of EVENTS) {
  test(`events: ${what}`, () => {
    assert.deepEqual(counts(text), expected);
  });
}

test('add gives the trap that grew, and null for what made none', () => {
  const joiner = new TrapJoiner();
  const [first, second, again, lost, unnamed] = decodeText(
    kernel(1) +
      kernel(2) +
      kernel(2) +
      'kauditd_printk_skb: 10 callbacks suppressed\n' +
      'Error: DisallowedSyscall\n',
  );
  assert.ok(first && second && again && lost && unnamed);
  const trap = joiner.add(first, origin);
  assert.equal(trap?.count, 1);
  assert.equal(joiner.add(second, origin), trap);
  assert.equal(trap.count, 2);
  assert.equal(joiner.add(again, origin), null);
  assert.equal(joiner.add(lost, origin), null);
  assert.equal(joiner.add(unnamed, origin), null);
  assert.equal(joiner.lost, 10);
  assert.deepEqual(joiner.unnamed, [{ record: unnamed, origin }]);
  joiner.clear();
  assert.deepEqual([joiner.traps(), joiner.lost, joiner.unnamed], [[], 0, []]);
  assert.equal(joiner.add(first, origin)?.count, 1, 'a forgotten event counts again');
});

test('traps stand in order of first sight, with their first and latest evidence', () => {
  const text = kernel(1) + kernel(2, { syscall: '1' }) + kernel(3);
  const more = Array.from({ length: 40 }, (_, i) => kernel(10 + i)).join('');
  const [getpid, write] = joined(text + more).traps();
  assert.deepEqual([getpid?.syscall?.name, getpid?.count], ['getpid', 42]);
  assert.deepEqual([write?.syscall?.name, write?.count], ['write', 1]);
  const serials = getpid?.evidence.map(({ record }) => record.serial);
  assert.equal(serials?.length, EVIDENCE_KEPT);
  assert.deepEqual(
    serials,
    [1, 3, 10, 11, 12, 13, 14, 15, 16, 17, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49],
  );
});

test('an x32 call is known by its own table', () => {
  const [trap] = joined(kernel(1, { syscall: '1073741863' })).traps();
  assert.deepEqual([trap?.number, trap?.syscall?.name, trap?.syscall?.abi], [39, 'getpid', 'x32']);
});

test('a number that no kernel has stays as it was printed, and is no call of x32', () => {
  for (const number of [4294967335, 2147483687]) {
    const [trap] = joined(kernel(1, { syscall: String(number) })).traps();
    assert.deepEqual([trap?.number, trap?.syscall], [number, null]);
  }
});

test('a trap has the same key on every run, and other traps have others', () => {
  const key = (text: string): string | undefined => joined(text).traps()[0]?.key;
  assert.equal(key(kernel(1)), key(auditd(9, { pid: '1', ip: '0x0' })));
  assert.notEqual(key(kernel(1)), key(kernel(1, { syscall: '1' })));
});

test('of messages without a call the latest are kept', () => {
  const joiner = joined('Error: DisallowedSyscall\n'.repeat(UNNAMED_KEPT + 5));
  assert.equal(joiner.unnamed.length, UNNAMED_KEPT);
  assert.equal(joiner.unnamed[0]?.record.line, 6);
});
