import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantTitle } from '../../../src/core/plan/title';
import { fixture, want } from './cases';
import { HOSTS, KINDS, NO_KINDS } from './kind-cases';
import { rustfmtDiff } from './rustfmt';
import { changedLines, fixed, plan, withCrlf, withTabs } from './support';

for (const { file, want: wanted, options, diff, title, force, warns = [], widens, again } of [
  ...KINDS,
  ...HOSTS,
]) {
  const name = `${file}: ${wantTitle(wanted)} ${JSON.stringify(options)}`;

  test(`${name} is the edit that a maintainer types`, async () => {
    const text = fixture(file);
    const { remedy, after } = await fixed(text, wanted, options);
    assert.deepEqual(changedLines(text, after), diff);
    assert.equal(remedy.kind, options.kind);
    assert.equal(remedy.title, title);
    assert.match(remedy.force, force);
    assert.equal(remedy.widens, widens === true);
    assert.equal(remedy.warnings.length, warns.length, remedy.warnings.join('\n'));
    for (const [at, pattern] of warns.entries()) assert.match(remedy.warnings[at] ?? '', pattern);
    assert.equal(rustfmtDiff(text), '', 'before the edit');
    assert.equal(rustfmtDiff(after), '');
  });

  test(`${name} keeps CRLF and tabs`, async () => {
    for (const form of [withCrlf, withTabs]) {
      const text = form(fixture(file));
      const { after } = await fixed(text, wanted, options);
      assert.equal(after, form((await fixed(fixture(file), wanted, options)).after));
    }
  });

  test(`${name} does nothing the second time`, async () => {
    const { after } = await fixed(fixture(file), wanted, options);
    const result = await plan(after, wanted, options);
    assert.ok(result.kind !== 'remedies');
    assert.match(result.message, again);
  });
}

for (const { file, want: wanted, options, kind, says } of NO_KINDS) {
  test(`${file}: ${wantTitle(wanted)} ${JSON.stringify(options)} is ${kind}`, async () => {
    const result = await plan(fixture(file), wanted, options);
    assert.ok(result.kind !== 'remedies');
    assert.equal(result.kind, kind);
    assert.match(result.message, says);
  });
}

/** What is offered for a trap, in order, and which of it widens. */
const OFFERS: readonly [string, string, string | null, readonly string[]][] = [
  ['errnos.rs', 'clone3', null, ['errno', 'allow']],
  ['guest-worker.rs', 'openat2', null, ['allow', 'errno']],
  ['guest-2024.rs', 'getpid', null, ['allow']],
  ['roles.rs', 'read', 'http1', ['allow', 'common']],
  ['roles.rs', 'getpid', 'http1', ['allow']],
];

for (const [file, call, comm, kinds] of OFFERS) {
  test(`${file}: ${call} is answered by ${kinds.join(', ')}`, async () => {
    const result = await plan(fixture(file), want(call, null, { comm }));
    assert.ok(result.kind === 'remedies');
    assert.deepEqual(
      result.remedies.map((remedy) => remedy.kind),
      kinds,
    );
  });
}

test('where nothing answers clone3 with ENOSYS, that is said', async () => {
  const { remedy } = await fixed(fixture('guest-2024.rs'), want('clone3'));
  assert.match(remedy.warnings.at(-1) ?? '', /falls back to clone .* this file has none/);
});

test('a number with several names shows them all', () => {
  assert.match(wantTitle(want('ioctl', 0x3b71)), /^ioctl\(\w+ or \w+.*\)$/);
});

test('a full thread name says which host function, a cut one asks, another thread is none', async () => {
  const hosts = fixture('hosts-sandbox.rs');
  const full = 'Host Function Worker Thread for: "Spin"';
  const known = await fixed(hosts, want('fsync', null, { comm: full }));
  assert.equal(known.remedy.list, 'Spin');
  const cut = await plan(hosts, want('fsync', null, { comm: 'Host Function W' }));
  assert.equal(cut.kind, 'ambiguous');
  const other = await plan(hosts, want('fsync', null, { comm: 'vcpu0' }));
  assert.equal(other.kind, 'impossible');
});

test('beside a list the one host function comes first where its thread was refused', async () => {
  const register = 'fn add(s: &mut UninitializedSandbox) {\n    s.register("F", f).unwrap();\n}\n';
  const text = `${fixture('guest-2024.rs')}\n${register}`;
  const kindsFor = async (comm: string | null): Promise<readonly string[]> => {
    const result = await plan(text, want('getpid', null, { comm }));
    return result.kind === 'remedies' ? result.remedies.map(({ kind }) => kind) : [result.kind];
  };
  assert.deepEqual(await kindsFor('Host Function W'), ['host-function', 'allow']);
  assert.deepEqual(await kindsFor(null), ['allow', 'host-function']);
  assert.deepEqual(await kindsFor('vcpu0'), ['allow']);
});

test('a request taken out of a list that refuses what it names is a widening, and called so', async () => {
  const text = [
    'fn requests() -> Vec<SeccompRule> {',
    '    or![',
    '        and![Cond::new(1, ArgLen::Dword, Eq, 0xae80)?],',
    '        and![Cond::new(1, ArgLen::Dword, Eq, 0xae81)?],',
    '    ]',
    '}',
    'fn refused(action: SeccompAction) -> SeccompFilter {',
    '    let list = vec![(libc::SYS_ioctl, requests())];',
    '    SeccompFilter::new(list.into_iter().collect(), action, SeccompAction::Trap, arch)',
    '}',
    '',
  ].join('\n');
  const options = { kind: 'remove', list: 'requests' } as const;
  const { remedy } = await fixed(text, want('ioctl', 0xae80), options);
  assert.equal(remedy.widens, true);
  assert.match(remedy.force, /no longer answered with trap/);
});

test('a request is not taken out of an entry that allows every one', async () => {
  const text = [
    'fn rules() -> Vec<(i64, Vec<SeccompRule>)> {',
    '    vec![(libc::SYS_read, vec![]), (libc::SYS_ioctl, vec![])]',
    '}',
    '',
  ].join('\n');
  const result = await plan(text, want('ioctl', 0x5401), { kind: 'remove' });
  assert.deepEqual(result, {
    kind: 'impossible',
    message: 'rules allows every ioctl: there is no rule to remove.',
  });
});
