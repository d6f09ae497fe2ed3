import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantTitle } from '../../../src/core/plan/title';
import { EDITS, fixture, REFUSALS } from './cases';
import { MADE_EDITS } from './made-cases';
import { changedLines, fixed, plan, withCrlf, withTabs } from './support';

for (const { file, want, options, diff, warns = [] } of [...EDITS, ...MADE_EDITS]) {
  const name = `${file}: ${wantTitle(want)} ${options ? JSON.stringify(options) : ''}`;

  test(`${name} is the edit that a maintainer types`, async () => {
    const text = fixture(file);
    const { remedy, after } = await fixed(text, want, options);
    assert.deepEqual(changedLines(text, after), diff);
    assert.equal(remedy.warnings.length, warns.length, remedy.warnings.join('\n'));
    for (const [at, pattern] of warns.entries()) assert.match(remedy.warnings[at] ?? '', pattern);
    const line = after.split('\n')[remedy.line - 1] ?? '';
    assert.ok(diff.includes(`+${line}`), `line ${remedy.line} is not new: ${line}`);
  });

  test(`${name} keeps CRLF`, async () => {
    const text = withCrlf(fixture(file));
    const { after } = await fixed(text, want, options);
    assert.deepEqual(changedLines(text, after), diff);
    assert.doesNotMatch(after, /[^\r]\n/);
  });

  test(`${name} keeps tabs`, async () => {
    const text = withTabs(fixture(file));
    const { after } = await fixed(text, want, options);
    assert.deepEqual(
      changedLines(text, after),
      diff.map((one) => one.slice(0, 1) + withTabs(one.slice(1))),
    );
  });

  test(`${name} does nothing the second time`, async () => {
    const { after } = await fixed(fixture(file), want, options);
    assert.equal((await plan(after, want, options)).kind, 'already-allowed');
  });
}

for (const { file, want, options, kind, says } of REFUSALS) {
  test(`${file}: ${wantTitle(want)} ${options ? JSON.stringify(options) : ''} is ${kind}`, async () => {
    const result = await plan(fixture(file), want, options);
    assert.ok(result.kind !== 'remedies');
    assert.equal(result.kind, kind);
    assert.match(result.message, says);
  });
}

test('a line between others ends as they do, where the file mixes line ends', async () => {
  const text = fixture('threads.rs').replace('\n', '\r\n');
  const want = { arch: 'x86_64', syscall: 'getppid', request: null, comm: null } as const;
  const { after } = await fixed(text, want, { list: 'vcpu_thread_rules' });
  assert.equal(after.replace(/^.*SYS_getppid.*\n/m, ''), text);
});

test('candidates are named best first, by the function that holds the rules', async () => {
  const want = { arch: 'x86_64', syscall: 'ioctl', request: 0x81a0ae8c, comm: null } as const;
  const result = await plan(fixture('threads.rs'), want);
  assert.ok(result.kind === 'ambiguous');
  assert.equal(result.candidates[0], 'vcpu_ioctl_rules_kvm');
});

test('a widening remedy comes after the narrow one', async () => {
  const want = { arch: 'x86_64', syscall: 'ioctl', request: 0x81a0ae8c, comm: null } as const;
  const result = await plan(fixture('guest-2024.rs'), want, { widen: true });
  assert.ok(result.kind === 'remedies');
  const kinds = result.remedies.map(({ kind, widens }) => [kind, widens]);
  assert.deepEqual(kinds, [
    ['allow-argument', false],
    ['allow', true],
  ]);
});

const anyDup = { arch: 'x86_64', syscall: 'dup', request: null, comm: null } as const;
const inCalls = (entry: string): string => `fn calls() -> Vec<(i64, Vec<SeccompRule>)> {
    vec![${entry}]
}
`;

test('what allows a call only under a predicate is told with it', async () => {
  const rule = '#[cfg(feature = "kvm")] and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?]';
  const text = inCalls(`(libc::SYS_ioctl, or![${rule}])`);
  const result = await plan(text, { ...anyDup, syscall: 'ioctl', request: 0xae80 });
  assert.ok(result.kind === 'already-allowed');
  assert.match(result.message, /at line 2, where feature = "kvm" holds\./);
});

test('of an entry whose rules all come from elsewhere nothing is said but that', async () => {
  const text = inCalls('(libc::SYS_dup, or![elsewhere()?])');
  const result = await plan(text, anyDup);
  assert.ok(result.kind === 'impossible');
  assert.match(
    result.message,
    /^dup is in calls at line 2, with rules out of a form that is not read/,
  );
});
