import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PolicyInForce } from '../../../src/core/compare/in-force';
import { unseenCase } from '../policy/unseen-cases';
import { want } from './cases';
import { plan, policyOf } from './support';

const FILTER = 'SeccompAction::Trap, SeccompAction::Allow, arch()';
const SIEVE = '.filter(|nr| !LOGGING.contains(nr))';
const MAPPED = '.map(|nr| (*nr, vec![])).collect()';

/** A filter of BASE, which has `write`, without what LOGGING names: `write` and `fsync`. */
function filterOf(body: string): string {
  return `const BASE: [i64; 2] = [libc::SYS_brk, libc::SYS_write];
const LOGGING: &[i64] = &[libc::SYS_fsync, libc::SYS_write];
fn reader() -> R {
    ${body}
}
`;
}

const WHOLE: Readonly<Record<string, string>> = {
  'in a variable': `let rules = BASE.iter()${SIEVE}${MAPPED};
    SeccompFilter::new(rules, ${FILTER})`,
  'where the filter is built': `SeccompFilter::new(BASE.iter()${SIEVE}${MAPPED}, ${FILTER})`,
};

for (const [what, body] of Object.entries(WHOLE)) {
  test(`what a filter takes away of its lists is not in force, nor put back with success: ${what}`, async () => {
    const text = filterOf(body);
    const policy = await policyOf(text);
    assert.deepEqual(policy.problems, []);
    assert.deepEqual(
      policy.filters.map(({ takesAway }) => takesAway.map(({ list, calls }) => [list, calls])),
      [[['LOGGING', ['fsync', 'write']]]],
    );
    const [base] = policy.lists;
    assert.ok(base);
    const { calls } = new PolicyInForce(policy, 'x86_64').of(base);
    assert.deepEqual(
      calls.map(({ syscall, state }) => [
        syscall,
        state.kind === 'plain' ? state.reach : state.kind,
      ]),
      [
        ['brk', 'allowed'],
        ['write', 'refused'],
      ],
    );
    for (const syscall of ['write', 'fsync']) {
      const result = await plan(text, want(syscall), { list: 'BASE' });
      assert.ok(result.kind === 'impossible', syscall);
      assert.match(
        result.message,
        /is without effect: reader takes \w+ away again at line \d, since LOGGING/,
      );
    }
    assert.equal((await plan(text, want('getpid'), { list: 'BASE' })).kind, 'remedies');
  });
}

/** Sieves of which it is not sure that all goes through them, or what they leave. */
const UNSURE: Readonly<Record<string, string>> = {
  'more behind it': `let rules = BASE.iter()${SIEVE}.chain(more())${MAPPED};
    SeccompFilter::new(rules, ${FILTER})`,
  'another condition': `let rules = BASE.iter().filter(|nr| quiet && !LOGGING.contains(nr))${MAPPED};
    SeccompFilter::new(rules, ${FILTER})`,
  'what is left is what is named': `let rules = BASE.iter().filter(|nr| LOGGING.contains(nr))${MAPPED};
    SeccompFilter::new(rules, ${FILTER})`,
  'one part of several': `let some = BASE.iter()${SIEVE};
    let rules = some.chain(LOGGING.iter())${MAPPED};
    SeccompFilter::new(rules, ${FILTER})`,
};

for (const [what, body] of Object.entries(UNSURE)) {
  test(`what may be taken away is told as still counted: ${what}`, async () => {
    const { problems, filters } = await policyOf(filterOf(body));
    assert.deepEqual(
      filters.map(({ takesAway }) => takesAway),
      [[]],
    );
    assert.match(problems[0]?.message ?? '', /^Calls that are taken away here are still counted: /);
  });
}

test('where another filter of the list leaves it, that is said beside the answer', async () => {
  const { text } = unseenCase('09-iterators');
  const [there, back] = [
    await plan(text, want('write'), { list: 'IO' }),
    await plan(text, want('fsync'), { list: 'BASE' }),
  ];
  const says = /reader takes (?:write|fsync) away again at line 32, since LOGGING names it\.$/;
  assert.ok(there.kind === 'already-allowed');
  assert.match(there.message, says);
  assert.ok(back.kind === 'remedies');
  assert.match(back.remedies[0]?.warnings.join(' ') ?? '', says);
  const policy = await policyOf(text);
  const io = policy.lists.find(({ name }) => name === 'IO');
  assert.ok(io);
  const write = new PolicyInForce(policy, 'x86_64')
    .of(io)
    .calls.find((one) => one.syscall === 'write');
  assert.equal(write?.state.kind, 'unknown');
});

/** A filter of three calls in a map, with something done to that. */
function mapWith(statements: string): string {
  return `fn build(quiet: bool) -> R {
    let mut map: BTreeMap<i64, Vec<SeccompRule>> = [(libc::SYS_brk, vec![]), (libc::SYS_write, vec![])].into_iter().collect();
    ${statements}
    SeccompFilter::new(map, ${FILTER})
}
`;
}

for (const statement of [
  'map.remove(&libc::SYS_write);',
  'map.retain(|nr, _| *nr != libc::SYS_write);',
  'let map = map.into_iter().filter(|(nr, _)| *nr != libc::SYS_write).collect();',
]) {
  test(`a call that is taken out by its name is not in force: ${statement}`, async () => {
    const text = mapWith(statement);
    const { filters, problems } = await policyOf(text);
    assert.deepEqual(
      filters.map(({ takesAway }) => takesAway.map(({ list, calls }) => [list, calls])),
      [[[null, ['write']]]],
    );
    assert.deepEqual(problems, []);
    const result = await plan(text, want('write'));
    assert.ok(result.kind === 'impossible', result.kind);
    assert.match(result.message, /is without effect: build takes write away again at line 3\.$/);
    assert.equal((await plan(text, want('getpid'))).kind, 'remedies');
  });
}

for (const statements of [
  'if quiet { map.remove(&libc::SYS_write); }',
  'let _ = quiet && map.remove(&libc::SYS_write).is_some();',
  'map.remove(&libc::SYS_write);\n    map.insert(libc::SYS_write, vec![]);',
  'map.retain(|nr, _| *nr != libc::SYS_write || quiet);',
  'map.retain(|nr, _| !BLOCKED.contains(nr));',
  'let map = map.into_iter().filter(|(nr, _)| keep(*nr)).collect();',
]) {
  test(`what may be taken out of a map is told as still counted: ${statements}`, async () => {
    const { problems, filters } = await policyOf(mapWith(statements));
    assert.deepEqual(filters[0]?.takesAway, []);
    assert.match(problems[0]?.message ?? '', /^Calls that are taken away here are still counted: /);
  });
}

test('what is taken out of something else says nothing of calls', async () => {
  const { problems } = await policyOf(
    mapWith('let on = cpus.iter().filter(|cpu| cpu.on).count();\n    names.remove(&id);'),
  );
  assert.deepEqual(problems, []);
});
