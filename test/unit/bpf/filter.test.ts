import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { callData, outlineOf, strictest } from '../../../src/core/bpf/outline';
import { printedProgram } from '../../../src/core/bpf/program';
import { runFilter } from '../../../src/core/bpf/run';

const capture = readFileSync(
  join(__dirname, '../../fixtures/diagnose/filter-whole.strace'),
  'utf8',
);
const installed = printedProgram(/\{len=.*\}\]?\}?/.exec(capture)?.[0] ?? '');
assert.ok(installed !== null);
const program = installed;

const ALLOW = 0x7fff0000;
const TRAP = 0x30000;

const CALLS: readonly [name: string, number: number, args: readonly bigint[], code: number][] = [
  ['an entry without conditions', 1, [], ALLOW],
  ['a call that is not named', 39, [], TRAP],
  ['a request of the list', 16, [3n, 0xae00n], ALLOW],
  ['a request that is not in the list', 16, [3n, 0xae03n], TRAP],
  ['only the low word of a Dword is compared', 16, [3n, 0xffff_ffff_0000_ae01n], ALLOW],
];

for (const [name, number, args, code] of CALLS) {
  test(`a filter that strace printed answers as the kernel did: ${name}`, () => {
    assert.equal(runFilter(program, callData('x86_64', number, args)).code, code);
  });
}

test('another architecture’s call is killed, as seccompiler compiles it', () => {
  assert.equal(runFilter(program, callData('aarch64', 64, [])).code, 0x80000000);
});

test('what a filter names, and what it does with the rest', () => {
  const { mismatch, named } = outlineOf(program, 'x86_64');
  assert.equal(mismatch, 'trap');
  assert.deepEqual([...named].sort(), [
    'brk',
    'exit',
    'exit_group',
    'futex',
    'ioctl',
    'madvise',
    'mmap',
    'mprotect',
    'munmap',
    'rt_sigprocmask',
    'sigaltstack',
    'write',
  ]);
});

const STYLES: readonly (readonly [name: string, text: string, read: boolean])[] = [
  ['raw', '{len=1, filter=[BPF_STMT(0x6|0, 0x7fff0000)]}', true],
  [
    'verbose',
    '{len=1, filter=[BPF_STMT(0x6 /* BPF_RET */|0 /* BPF_K */, 0x7fff0000 /* SECCOMP_RET_ALLOW */)]}',
    true,
  ],
  ['abbreviated', '{len=1, filter=0x7ffd57c2b958}', false],
  ['cut short', '{len=2, filter=[BPF_STMT(0x6|0, 0x7fff0000)]}', false],
  ['a name only', '{len=1, filter=[BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)]}', false],
];

for (const [name, text, read] of STYLES) {
  test(`a printed program: ${name}`, () => {
    const expected = read ? [{ code: 6, jt: 0, jf: 0, k: ALLOW }] : null;
    assert.deepEqual(printedProgram(text), expected);
  });
}

test('of several filters the strictest answer holds', () => {
  assert.equal(strictest([ALLOW, 0x5000d, TRAP, 0x7ffc0000]), TRAP);
  assert.equal(strictest([TRAP, 0x80000000, 0]), 0x80000000);
  assert.equal(strictest([]), null);
});
