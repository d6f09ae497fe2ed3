import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { auditRecord } from '../../vscode/lib/records';
import { assertCheap } from '../../lib/work';

interface Pattern {
  readonly regexp: string;
  readonly file: number;
  readonly message: number;
  readonly line?: number;
}

const root = path.join(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  contributes: { problemMatchers: { name: string; pattern: Pattern }[] };
};

/** What the matchers make of a line: the marker's file and line. */
function matched(line: string) {
  return manifest.contributes.problemMatchers.flatMap(({ name, pattern }) => {
    const match = new RegExp(pattern.regexp).exec(line);
    if (!match) return [];
    assert.equal(match[pattern.message], line, 'the message is the whole line');
    const at = pattern.line === undefined ? null : (match[pattern.line] ?? '');
    return [{ name, file: match[pattern.file], at }];
  });
}

const record = auditRecord({ syscall: 318 }).trim();
const numbered = (file: string, at: string) => [{ name: 'seccomp', file, at }];
const unnamed = [{ name: 'seccomp-unnamed', file: 'call', at: null }];

const CASES: readonly (readonly [line: string, found: readonly unknown[]])[] = [
  [record, numbered('call', '318')],
  [
    `Jul 12 audit[62]: SECCOMP auid=1 pid=62 comm="a" sig=0 arch=c000003e syscall=16`,
    numbered('call', '16'),
  ],
  [auditRecord({ syscall: 1073741984 }).trim(), numbered('call', '984')],
  [auditRecord({ syscall: -1 }).trim(), numbered('call', '1')],
  [auditRecord({ syscall: 39, comm: '"/etc/passwd:7"' }).trim(), numbered('call', '39')],
  ['[ERROR][HYPERLIGHT] Disallowed Syscall: 318', numbered('call', '318')],
  ['[ERROR][HYPERLIGHT] IOCTL Param: 44544', numbered('IOCTL', '544')],
  ['==== Probable seccomp violation: si_syscall=47 si_arch=0x3e thread=x', numbered('call', '47')],
  ['Shutting down VM after intercepting a bad syscall (39).', numbered('call', '39')],
  ['Received a bad system call, number: 7', numbered('call', '7')],
  ['bash: line 1: 4711 Bad system call  (core dumped) ./vmm', unnamed],
  ['zsh: invalid system call  ./vmm', unnamed],
  ['called `Result::unwrap()` on an `Err` value: DisallowedSyscall', unnamed],
  [
    '--- SIGSYS {si_signo=SIGSYS, si_code=SYS_SECCOMP, si_call_addr=0x7f, si_syscall=__NR_getpid} ---',
    unnamed,
  ],
  ['audit: type=1400 audit(1.2:3): apparmor="DENIED" syscall', []],
  ['a seccomp filter, and 12 syscalls', []],
  ['src/main.rs:10:5: error', []],
];

for (const [line, found] of CASES) {
  test(`${found.length === 0 ? 'not ' : ''}found: ${line.slice(0, 70)}`, () => {
    assert.deepEqual(matched(line), found);
  });
}

test('the documents that the markers name are there, with a line for each', () => {
  for (const name of ['call', 'IOCTL']) {
    const text = readFileSync(path.join(root, 'media/refused', name), 'utf8');
    assert.ok(text.split('\n').length > 999);
  }
});

test('a long line made to be slow is not', () => {
  const hostile = [
    'type=1326 ',
    'syscall=',
    'call=',
    'IOCTL Param: ',
    'bad syscall (',
    '1',
    'SIGSYS {',
  ];
  for (const piece of hostile) {
    assertCheap(piece, () => {
      matchedOrNot(piece.repeat(Math.ceil(1_000_000 / piece.length)));
    });
  }
});

function matchedOrNot(line: string): void {
  for (const { pattern } of manifest.contributes.problemMatchers)
    new RegExp(pattern.regexp).exec(line);
}
