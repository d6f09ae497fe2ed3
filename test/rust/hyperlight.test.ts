import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { loadRustParserFromPackages } from '../lib/rust-parser';
import { findingsOf } from '../../src/core/findings/find';
import { planFor } from '../../src/core/plan/plan';
import type { Want } from '../../src/core/plan/remedy';
import type { Policy } from '../../src/core/policy/model';
import type { RustParser } from '../../src/core/policy/parser';
import { readPolicy } from '../../src/core/policy/read';
import { applyEdits } from '../../src/core/text/edits';
import { rustfmtDiff } from '../unit/plan/rustfmt';
import { crateSource } from './crates';

/** The last version that has the filter. */
const VERSION = '0.10.0';
let parser: RustParser;
let text: string;
let policy: Policy;

before(async () => {
  parser = await loadRustParserFromPackages();
  text = readFileSync(
    path.join(crateSource('hyperlight-host', VERSION), 'src/seccomp/guest.rs'),
    'utf8',
  );
  policy = readPolicy(parser, text, 'x86_64');
});

function want(syscall: string, request: number | null = null): Want {
  return { arch: 'x86_64', syscall, request, comm: null };
}

test('the list is read whole, in its order', () => {
  const list = policy.lists.find(({ name }) => name === 'syscalls_allowlist');
  const calls = list?.entries.map(({ syscall, rules }) => `${syscall ?? '?'}${rules ? ' if' : ''}`);
  assert.deepEqual(calls, [
    'sigaltstack',
    'munmap',
    'rt_sigprocmask',
    'madvise',
    'exit',
    'rt_sigaction',
    'write if',
    'rt_sigreturn',
    'ioctl if',
    'futex',
    'sched_yield',
    'mprotect',
    'openat',
  ]);
  // Nothing else of the file lists a call: not its comments, nor its `.contains(&libc::SYS_openat)`.
  assert.equal(policy.lists.length, 2);
  assert.deepEqual(policy.problems, []);
});

test('both filters, and what each makes of its list', () => {
  const seen = policy.filters.map(({ mismatch, match, binding, lists }) => ({
    mismatch,
    match,
    binding,
    lists,
  }));
  const builder = 'get_seccomp_filter_for_host_function_worker_thread';
  assert.deepEqual(seen, [
    { mismatch: 'trap', match: 'allow', binding: 'allowlist', lists: ['syscalls_allowlist'] },
    { mismatch: 'allow', match: 'errno', binding: 'errno_on_openat', lists: [builder] },
  ]);
  for (const { name, mismatchSpan } of policy.filters) {
    assert.equal(name, builder);
    assert.match(
      text.slice(mismatchSpan?.start, mismatchSpan?.end),
      /^SeccompAction::(?:Trap|Allow)$/,
    );
  }
  const polarities = policy.lists.map(({ name, polarity }) => [name, polarity]);
  assert.deepEqual(polarities, [
    ['syscalls_allowlist', 'allow'],
    [builder, 'deny'],
  ]);
});

test('conditions, with the two ways to write one argument', () => {
  const entries = policy.lists[0]?.entries ?? [];
  const conditions = (call: string): unknown =>
    entries
      .find(({ syscall }) => syscall === call)
      ?.rules?.map((rule) =>
        rule.conditions.map(({ arg, len, op, value, text: as, name }) => [
          arg,
          len,
          op,
          value,
          as,
          name,
        ]),
      );
  assert.deepEqual(conditions('write'), [
    [[0, 'dword', 'eq', 1n, '1', null]],
    [[0, 'dword', 'eq', 2n, '2', null]],
  ]);
  assert.deepEqual(conditions('ioctl'), [[[1, 'dword', 'eq', 0x5401n, 'libc::TCGETS', 'TCGETS']]]);
});

test('comments stay with their entries', () => {
  const comment = (call: string): string | null | undefined =>
    policy.lists[0]?.entries.find(({ syscall }) => syscall === call)?.comment;
  assert.match(comment('sigaltstack') ?? '', /^SYS_signalstack.*\nare minimally required/);
  assert.match(comment('ioctl') ?? '', /^Note: This `ioctl` .*\n.*\n.*\nbecause we don't/);
  assert.equal(comment('munmap'), null);
});

test('a fix for getpid is one line that rustfmt leaves alone', () => {
  const plan = planFor(policy, want('getpid'));
  assert.ok(plan.kind === 'remedies');
  const [remedy] = plan.remedies;
  assert.ok(remedy);
  const after = applyEdits(text, remedy.edits);
  const [before, now] = [text.split('\n'), after.split('\n')];
  const added = now.splice(remedy.line - 1, 1);
  assert.deepEqual(added, ['        (libc::SYS_getpid, vec![]),']);
  assert.deepEqual(now, before);
  assert.equal(rustfmtDiff(text), '', 'the source itself');
  assert.equal(rustfmtDiff(after), '');
  const again = planFor(readPolicy(parser, after, 'x86_64'), want('getpid'));
  assert.equal(again.kind, 'already-allowed');
});

test('a further request is a rule beside TCGETS, written for both libcs', () => {
  const plan = planFor(policy, want('ioctl', 0x5402));
  assert.ok(plan.kind === 'remedies');
  const after = applyEdits(text, plan.remedies[0]?.edits ?? []);
  assert.equal(rustfmtDiff(after), '');
  const { lists, problems } = readPolicy(parser, after, 'x86_64');
  assert.deepEqual(problems, []);
  const ioctl = lists[0]?.entries.find(({ syscall }) => syscall === 'ioctl');
  assert.deepEqual(
    ioctl?.rules?.map((rule) => rule.conditions.map(({ name }) => name)),
    [['TCGETS'], ['TCSETS']],
  );
});

test('nothing is found in it, and what is put wrong is', () => {
  const found = (source: string): string[] =>
    findingsOf(readPolicy(parser, source, 'x86_64'), { arch: 'x86_64' }).map(
      ({ rule, line }) => `${rule} ${source.split('\n')[line - 1]?.trim() ?? ''}`,
    );
  assert.deepEqual(found(text), []);
  const futex = '(libc::SYS_futex, vec![]),';
  assert.equal(text.split(futex).length, 2);
  const widened = text.replace(futex, `${futex}\n        (libc::SYS_write, vec![]),`);
  assert.deepEqual(found(widened), ['widening-duplicate (libc::SYS_write, vec![]),']);
  const logging = text.replace('SeccompAction::Trap,', 'SeccompAction::Log,');
  assert.deepEqual(found(logging), ['lax-mismatch SeccompAction::Log,']);
  const wide = text.replace(
    'ArgLen::Dword,\n                Eq,\n                #',
    'ArgLen::Qword,\n                Eq,\n                #',
  );
  assert.notEqual(wide, text);
  assert.match(found(wide).join(), /^ioctl-length /);
});
