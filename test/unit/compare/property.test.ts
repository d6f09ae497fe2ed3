import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Change } from '../../../src/core/compare/change';
import { comparePolicies } from '../../../src/core/compare/compare';
import { stateWords } from '../../../src/core/compare/state';
import { planFor } from '../../../src/core/plan/plan';
import { readPolicy } from '../../../src/core/policy/read';
import { applyEdits } from '../../../src/core/text/edits';
import { fixture, want } from '../plan/cases';
import { times } from '../../lib/times';
import { compare, free, listOf, parserReady, requests, words } from './support';

const CALLS = ['read', 'write', 'brk', 'futex', 'getpid', 'openat', 'socket', 'statx'];
const CFGS = ['', '', '#[cfg(feature = "a")] ', '#[cfg(target_env = "musl")] '];

const entry = fc.oneof(
  fc
    .tuple(fc.constantFrom(...CFGS), fc.constantFrom(...CALLS))
    .map(([cfg, call]) => cfg + free(call)),
  fc
    .uniqueArray(fc.constantFrom('0xae80', '0x5401', 'KVM_SET_REGS', 'MY_OWN'), { minLength: 1 })
    .map((values) => requests(...values)),
);
const source = fc
  .record({
    entries: fc.array(entry, { maxLength: 12 }),
    mismatch: fc.constantFrom('SeccompAction::Trap', 'SeccompAction::Log', 'action'),
  })
  .map(listOf);

const FIXTURES = readdirSync(path.join(__dirname, '../../fixtures/policies'));

test('a policy does not differ from itself, whichever way it is spaced', async () => {
  await fc.assert(
    fc.asyncProperty(source, async (text) => {
      assert.deepEqual(await compare(text, text), []);
      assert.deepEqual(await compare(text, text.replaceAll('\n', '\n\n// x\n')), []);
    }),
    times(60),
  );
});

test('of what is understood nothing differs between two readings of one source', async () => {
  const parser = await parserReady;
  for (const name of FIXTURES) {
    const text = fixture(name);
    const readings = (): ReadonlyMap<'x86_64' | 'aarch64', ReturnType<typeof readPolicy>> =>
      new Map([
        ['x86_64', readPolicy(parser, text, 'x86_64')],
        ['aarch64', readPolicy(parser, text, 'aarch64')],
      ]);
    const changes = comparePolicies(readings(), readings());
    assert.deepEqual(changes.filter(({ widens }) => widens !== null).map(words), [], name);
  }
});

test('the way back is the mirror of the way there', async () => {
  const row = ({ target, syscall, before, after }: Change, back: boolean): string =>
    JSON.stringify([
      target,
      syscall,
      ...[before, after].map(stateWords)[back ? 'reverse' : 'slice'](),
    ]);
  await fc.assert(
    fc.asyncProperty(source, source, async (one, other) => {
      const there = await compare(one, other);
      const back = await compare(other, one);
      assert.deepEqual(
        back.map((change) => row(change, true)),
        there.map((change) => row(change, false)),
      );
      // Of two ways through different states one lets more through, or each lets something through.
      for (const [at, change] of there.entries()) {
        assert.ok(
          change.before.kind !== 'plain' ||
            change.after.kind !== 'plain' ||
            change.before.reach === change.after.reach ||
            change.widens !== back[at]?.widens,
          words(change),
        );
      }
    }),
    times(120),
  );
});

test('an entry that the planner adds is the one change', async () => {
  await fc.assert(
    fc.asyncProperty(source, fc.constantFrom('uname', 'mremap', 'sendto'), async (text, call) => {
      const policy = readPolicy(await parserReady, text, 'x86_64');
      const plan = planFor(policy, want(call));
      const edits = plan.kind === 'remedies' ? plan.remedies[0]?.edits : undefined;
      assert.ok(edits, plan.kind);
      const changes = await compare(text, applyEdits(text, edits));
      const before = text.includes('SeccompAction::Log') ? 'allowed (log)' : 'refused';
      const sign = before === 'refused' ? '+' : '=';
      assert.deepEqual(changes.map(words), [`${sign} rules ${call}: ${before} -> allowed`]);
    }),
    times(60),
  );
});

const ADDED: readonly (readonly [file: string, list: string])[] = [
  ['arches.rs', 'net_thread_rules'],
  ['guest-2024.rs', 'handler_allowlist'],
  ['guest-worker.rs', 'worker_allowlist'],
  ['plain.rs', 'build'],
  ['threads.rs', 'signal_thread_rules'],
  ['threads.rs', 'vcpu_thread_rules'],
];
for (const [file, list] of ADDED) {
  test(`${file}: an entry that the planner adds to ${list} is the one change`, async () => {
    const text = fixture(file);
    const policy = readPolicy(await parserReady, text, 'x86_64');
    const plan = planFor(policy, want('flistxattr'), { list });
    const edits = plan.kind === 'remedies' ? plan.remedies[0]?.edits : undefined;
    assert.ok(edits, plan.kind);
    const changes = await compare(text, applyEdits(text, edits));
    assert.deepEqual(changes.map(words), [`+ ${list} flistxattr: refused -> allowed`]);
  });
}

const REQUESTS: readonly { file: string; request: number; row: RegExp }[] = [
  { file: 'guest-2024.rs', request: 0x41a0ae8d, row: /KVM_SET_FPU \(0x41a0ae8d\)/ },
  { file: 'guest-modules.rs', request: 0xc010b805, row: /0xc010b805/ },
  { file: 'guest-worker.rs', request: 0x5413, row: /TIOCGWINSZ|0x5413/ },
];
for (const { file, request, row } of REQUESTS) {
  test(`${file}: a request that the planner adds is the one change`, async () => {
    const text = fixture(file);
    const plan = planFor(readPolicy(await parserReady, text, 'x86_64'), want('ioctl', request));
    const edits = plan.kind === 'remedies' ? plan.remedies[0]?.edits : undefined;
    assert.ok(edits, plan.kind);
    const changes = await compare(text, applyEdits(text, edits));
    assert.ok(changes.length > 0);
    for (const change of changes) {
      assert.deepEqual([change.syscall, change.widens], ['ioctl', true]);
      assert.doesNotMatch(stateWords(change.before), row);
      assert.match(stateWords(change.after), row);
    }
  });
}
