import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { combine, markOnlyTraced } from '../../../src/core/diagnose/combine';
import { withRefused } from '../../../src/core/diagnose/call-rows';
import type { CallRow, Refusal } from '../../../src/core/diagnose/refusal';
import {
  preselected,
  reviewOf,
  rowsFor,
  type PolicyReader,
} from '../../../src/core/diagnose/review';
import { scopeFor, straceArguments } from '../../../src/core/diagnose/strace-style';
import { readPolicy } from '../../../src/core/policy/read';
import { decodeText } from '../../../src/core/records/decode';
import { TrapJoiner } from '../../../src/core/traps/joiner';
import { Decision } from '../../../src/features/diagnose/decision';
import { loadRustParserFromPackages } from '../../lib/rust-parser';

const parser = loadRustParserFromPackages();
const source = readFileSync(join(__dirname, '../../kernel/probe/src/filter.rs'), 'utf8');

function refusal(syscall: string, request: number | null, rest: Partial<Refusal> = {}): Refusal {
  return {
    want: { arch: 'x86_64', syscall, request, comm: 'a' },
    action: 'trap',
    count: 1,
    witnesses: ['sigsys'],
    list: 'probe_rules',
    onlyTraced: false,
    args: new Map(),
    ...rest,
  };
}

async function reader(): Promise<PolicyReader> {
  const loaded = await parser;
  return (text, arch) => readPolicy(loaded, text, arch);
}

test('all narrowest remedies of a round are one change', async () => {
  const refusals = [refusal('getpid', null), refusal('ioctl', 0xae03), refusal('ioctl', 0xae04)];
  const review = reviewOf(refusals, source, 1, await reader(), 'x86_64');
  const text = review.preview(preselected(review));
  for (const line of [
    '(libc::SYS_getpid, vec![]),',
    'and![Cond::new(1, ArgLen::Dword, Eq, KVM_CHECK_EXTENSION)?],',
    'and![Cond::new(1, ArgLen::Dword, Eq, KVM_GET_VCPU_MMAP_SIZE)?],',
  ]) {
    assert.equal(text.split(line).length, 2, line);
  }
  assert.equal(review.preview(['skip', 'skip', 'skip']), source);
  assert.equal(review.preview([]), source);
});

test('an ioctl whose request is not known gets no remedy by itself', async () => {
  const review = reviewOf([refusal('ioctl', null)], source, 1, await reader(), 'x86_64');
  assert.deepEqual(preselected(review), ['skip']);
  assert.ok(review.rows[0]?.problem);
});

test('what the source allows already was refused by a program of another state of it', async () => {
  const review = reviewOf([refusal('write', null)], source, 1, await reader(), 'x86_64');
  assert.match(review.rows[0]?.problem ?? '', /built from another state/);
});

const trapsOf = (text: string) => {
  const joiner = new TrapJoiner();
  for (const record of decodeText(text)) joiner.add(record, { label: 'log', file: null });
  return joiner.traps();
};
const RECORD =
  'audit: type=1326 audit(1700000000.123:7): auid=0 uid=0 gid=0 ses=1 pid=5 comm="a" exe="/x" sig=31 arch=c000003e syscall=NUMBER compat=0 ip=0x1 code=0x80000000\n';

test('the kernel’s record of a call that was traced is one more witness of it', () => {
  const all = combine(
    [refusal('ioctl', 0xae03)],
    trapsOf(RECORD.replace('NUMBER', '16')),
    new Map(),
    'x86_64',
  );
  assert.deepEqual(
    all.map(({ want, witnesses }) => [want.syscall, want.request, witnesses]),
    [['ioctl', 0xae03, ['sigsys', 'kernel']]],
  );
});

test('a record of its own goes to the list of its thread’s filter', () => {
  const lists = new Map([['a', 'probe_rules']]);
  const [one] = combine([], trapsOf(RECORD.replace('NUMBER', '39')), lists, 'x86_64');
  assert.deepEqual(
    [one?.want.syscall, one?.list, one?.witnesses],
    ['getpid', 'probe_rules', ['kernel']],
  );
});

test('what only the traced run was refused is not chosen by itself', async () => {
  const untraced = trapsOf(RECORD.replace('NUMBER', '39'));
  const marked = markOnlyTraced([refusal('getpid', null), refusal('rseq', null)], untraced);
  const review = reviewOf(marked, source, 1, await reader(), 'x86_64');
  assert.deepEqual(preselected(review), [0, 'skip']);
  assert.match(review.rows[1]?.problem ?? '', /strace changes the timing/);
  assert.deepEqual(markOnlyTraced(marked, []), marked);
});

const SCOPES = [
  ['trap', true, { all: false, fast: false }],
  ['trap', false, { all: false, fast: false }],
  ['log', true, { all: false, fast: true }],
  ['log', false, { all: true, fast: false }],
  ['kill-process', true, { all: false, fast: false }],
  ['kill-thread', false, { all: true, fast: false }],
  ['errno', true, { all: true, fast: false }],
  [null, true, { all: true, fast: false }],
] as const;

for (const [action, kernelLog, scope] of SCOPES) {
  test(`what is traced under ${action ?? 'an unknown action'}, ${kernelLog ? 'with' : 'without'} the kernel’s log`, () => {
    assert.deepEqual(scopeFor(action, kernelLog), scope);
  });
}

test('strace is told names of the source only where they are names', () => {
  const scope = { all: false, fast: false };
  const words = straceArguments(scope, ['socket', '/etc,x', 'a b'], 601, '/t/f').join(' ');
  assert.match(
    words,
    /trace=\?ioctl,\?seccomp,\?prctl,\?clone,\?clone3,\?fork,\?vfork,\?execve,\?socket /,
  );
  assert.ok(!words.includes('/etc'));
  assert.ok(!straceArguments(scope, [], 515, '/t/f').includes('-Y'));
});

test('requests that nothing refused are offered, and only chosen by a person', async () => {
  const call = (name: string, value: number, rest: Partial<CallRow> = {}): CallRow => ({
    syscall: 'ioctl',
    request: value,
    names: [name],
    thread: 'vmm',
    list: null,
    count: 3,
    afterFilter: 0,
    refused: 0,
    allowed: null,
    ...rest,
  });
  const calls = [
    call('KVM_CHECK_EXTENSION', 0xae03, { refused: 1, allowed: false }),
    call('KVM_GET_API_VERSION', 0xae00, { afterFilter: 3, allowed: true }),
    call('KVM_GET_VCPU_MMAP_SIZE', 0xae04),
    { ...call('', 0), syscall: 'execve', request: null },
  ];
  const refusals = [refusal('ioctl', 0xae03)];
  const review = reviewOf(refusals, source, 1, await reader(), 'x86_64', { calls });
  const titles = review.others.map(({ title, preselected: first }) => [title, first]);
  assert.deepEqual(titles, [['ioctl(KVM_GET_VCPU_MMAP_SIZE) by vmm', null]]);
  assert.deepEqual(preselected(review), [0]);
  assert.equal(rowsFor(review, [0]).length, 1);
  const both = review.preview([0, 0]);
  assert.match(both, /Eq, KVM_CHECK_EXTENSION\)\?\],/);
  assert.match(both, /Eq, KVM_GET_VCPU_MMAP_SIZE\)\?\],/);
  assert.equal(review.preview(['skip', 'skip']), source);
});

test('a refused call that only its signal names has a row in the table', () => {
  const row = { syscall: 'ioctl', request: 0xae03, names: ['KVM_CHECK_EXTENSION'], thread: 'a' };
  const traced = { ...row, list: null, count: 2, afterFilter: 2, refused: 1, allowed: false };
  const all = withRefused([traced], [refusal('ioctl', 0xae03), refusal('getpid', null)]);
  assert.deepEqual(
    all.map(({ syscall, count, refused }) => [syscall, count, refused]),
    [
      ['getpid', 1, 1],
      ['ioctl', 2, 1],
    ],
  );
});

test('a decision takes what is preselected, follows ticks and ways, and forgets what is hidden', async () => {
  const calls: CallRow[] = [
    {
      syscall: 'ioctl',
      request: 0xae04,
      names: [],
      thread: null,
      list: null,
      count: 1,
      afterFilter: 0,
      refused: 0,
      allowed: null,
    },
  ];
  const refusals = [refusal('getpid', null), refusal('ioctl', null)];
  const review = reviewOf(refusals, source, 1, await reader(), 'x86_64', { calls });
  const decision = new Decision(review);
  assert.deepEqual(decision.choices, [0, 'skip']);
  assert.deepEqual(review.rows[1]?.remedies, []);
  assert.equal(decision.tick(1, true), false, 'it has no remedy');
  decision.tick(0, false);
  assert.deepEqual(decision.choices, ['skip', 'skip']);
  assert.equal(decision.tick(0, true), true);
  decision.toggleWhole();
  assert.deepEqual(decision.choices, [0, 'skip', 'skip']);
  decision.choose(2, 0);
  assert.match(decision.proposed, /KVM_GET_VCPU_MMAP_SIZE\)\?\],/);
  decision.toggleWhole();
  decision.choose(0, 'skip');
  assert.deepEqual(decision.choices, ['skip', 'skip']);
  assert.equal(decision.proposed, source);
});
