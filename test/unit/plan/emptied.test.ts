import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planFor } from '../../../src/core/plan/plan';
import type { PlanOptions } from '../../../src/core/plan/options';
import { readPolicy } from '../../../src/core/policy/read';
import type { Plan } from '../../../src/core/plan/remedy';
import { applyEdits } from '../../../src/core/text/edits';
import { want } from './cases';
import { parserReady } from './support';

const RULES = 'Vec<(i64, Vec<SeccompRule>)>';

const SOURCES: Readonly<Record<string, string>> = {
  'an arm': `fn small(role: Role) -> ${RULES} {
    match role {
        Role::Balloon => vec![(libc::SYS_madvise, vec![])],
        _ => vec![(libc::SYS_write, vec![])],
    }
}
`,
  'an arm in Ok': `fn small(role: Role) -> Result<${RULES}, Error> {
    match role {
        Role::Balloon => Ok(vec![(libc::SYS_madvise, vec![])]),
        Role::Console => Ok(vec![(libc::SYS_write, vec![])]),
    }
}
`,
  'a function': `fn small() -> ${RULES} {
    vec![(libc::SYS_write, vec![])]
}
`,
};

for (const [what, text] of Object.entries(SOURCES)) {
  test(`a list that its last entry is taken out of can be added to again: ${what}`, async () => {
    const parser = await parserReady;
    const change = (source: string, options: PlanOptions): string => {
      const policy = readPolicy(parser, source, 'x86_64');
      const plan = planFor(policy, want('write'), options);
      assert.equal(plan.kind, 'remedies', plan.kind === 'remedies' ? '' : plan.message);
      return applyEdits(source, plan.remedies[0]?.edits ?? []);
    };
    const lineOf = (source: string): number =>
      source.slice(0, source.indexOf('SYS_write')).split('\n').length;
    const list = what === 'a function' ? 'small' : `small:${lineOf(text)}`;
    const emptied = change(text, { kind: 'remove', list });
    assert.ok(!emptied.includes('SYS_write') && emptied.includes('vec![]'));
    assert.equal(change(emptied, { list }), text);
  });
}

const FILTER = 'SeccompAction::Trap, SeccompAction::Allow, arch';
const MAPPED = '.map(|&nr| (nr, vec![])).collect()';

/** Lists of one entry where a filter takes them: without it, they are as they are written here again. */
const TAKEN: Readonly<Record<string, string>> = {
  'a constant': `const CALLS: [i64; 1] = [libc::SYS_write];
fn filter() -> R {
    SeccompFilter::new(CALLS.iter()${MAPPED}, ${FILTER})
}
`,
  'a constant that is looped over': `const CALLS: &[i64] = &[libc::SYS_write];
fn filter() -> R {
    let mut rules = BTreeMap::new();
    for nr in CALLS {
        rules.insert(*nr, vec![]);
    }
    SeccompFilter::new(rules, ${FILTER})
}
`,
  'names in a constant': `const CALLS: &[&str] = &["write"];
fn filter() -> R {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Trap)?;
    for name in CALLS {
        ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name(name)?)?;
    }
    ctx.load()
}
`,
  'rows of a constant': `const CALLS: &[(i64, &[u64])] = &[(libc::SYS_write, &[])];
fn filter() -> R {
    let mut rules = BTreeMap::new();
    for (nr, _) in CALLS {
        rules.insert(*nr, vec![]);
    }
    SeccompFilter::new(rules, ${FILTER})
}
`,
  'a variable': `fn filter() -> R {
    let rules = vec![(libc::SYS_write, vec![])];
    SeccompFilter::new(rules.into_iter().collect(), ${FILTER})
}
`,
  'an array in a variable': `fn filter() -> R {
    let calls = [libc::SYS_write];
    SeccompFilter::new(calls.iter()${MAPPED}, ${FILTER})
}
`,
  'an argument': `fn filter() -> R {
    SeccompFilter::new(
        vec![(libc::SYS_write, vec![])].into_iter().collect(),
        ${FILTER.replaceAll(', ', ',\n        ')},
    )
}
`,
  'a function of numbers': `fn calls() -> Vec<i64> {
    vec![libc::SYS_write]
}
fn filter() -> R {
    SeccompFilter::new(calls().iter()${MAPPED}, ${FILTER})
}
`,
  'a map': `fn filter() -> R {
    let mut rules = BTreeMap::new();
    rules.insert(libc::SYS_write, vec![]);
    SeccompFilter::new(rules, ${FILTER})
}
`,
  "a function's map": `fn calls() -> BTreeMap<i64, Vec<SeccompRule>> {
    let mut rules = BTreeMap::new();
    rules.insert(libc::SYS_write, vec![]);
    rules
}
fn filter() -> R {
    SeccompFilter::new(calls(), ${FILTER})
}
`,
  'a growing list': `fn filter() -> R {
    let mut rules: Vec<(i64, Vec<SeccompRule>)> = Vec::new();
    rules.push((libc::SYS_write, vec![]));
    SeccompFilter::new(rules.into_iter().collect(), ${FILTER})
}
`,
  "a filter of libseccomp's": `use libseccomp::{ScmpAction, ScmpFilterContext, ScmpSyscall};
fn filter() -> R {
    let mut ctx = ScmpFilterContext::new(ScmpAction::Trap)?;
    ctx.add_rule(ScmpAction::Allow, ScmpSyscall::from_name("write")?)?;
    ctx.load()
}
`,
  "a filter of libseccomp's by its path": `fn filter() -> R {
    let mut ctx = libseccomp::ScmpFilterContext::new(libseccomp::ScmpAction::Trap).unwrap();
    ctx.add_rule(libseccomp::ScmpAction::Allow, libseccomp::ScmpSyscall::from_name("write").unwrap()).unwrap();
    ctx.load().unwrap()
}
`,
  "a filter of libseccomp's by its path, below the word use": `/// Of use to others.
fn other(x: &mut u8) {
    *x = 1;
}
fn filter() -> R {
    let mut ctx = libseccomp::ScmpFilterContext::new(libseccomp::ScmpAction::Trap)?;
    ctx.add_rule(libseccomp::ScmpAction::Allow, libseccomp::ScmpSyscall::from_name("write")?)?;
    ctx.load()
}
`,
  "a filter of syscallz's": `use syscallz::{Action, Context, Syscall};
fn filter() -> R {
    let mut ctx = Context::init_with_action(Action::Trap)?;
    ctx.allow_syscall(Syscall::write)?;
    ctx.load()
}
`,
};

for (const [what, text] of Object.entries(TAKEN)) {
  test(`a list without an entry is one where a filter takes it: ${what}`, async () => {
    const parser = await parserReady;
    const planned = (source: string, options: PlanOptions): Plan =>
      planFor(readPolicy(parser, source, 'x86_64'), want('write'), options);
    const change = (source: string, options: PlanOptions): string => {
      const plan = planned(source, options);
      assert.ok(plan.kind === 'remedies', JSON.stringify(plan));
      return applyEdits(source, plan.remedies[0]?.edits ?? []);
    };
    const emptied = change(text, { kind: 'remove' });
    const [list, another] = readPolicy(parser, emptied, 'x86_64').lists;
    assert.deepEqual(
      [list?.polarity, list?.filter?.mismatch, list?.entries, another],
      ['allow', 'trap', [], undefined],
    );
    assert.equal(planned(emptied, { kind: 'remove' }).kind, 'already-allowed');
    assert.equal(change(emptied, {}), text);
  });
}

/** Filters that something may go into which is not read: nothing here says that they list nothing. */
const UNSURE: Readonly<Record<string, string>> = {
  'a function that is not here': 'fill(&mut rules);',
  'a function that adds what is not read': 'put(&mut rules);',
  'a macro': 'all!(rules);',
  'what is added': 'rules.extend(more());',
  'names that are looked up': 'for name in names() { rules.insert(find(name), vec![]); }',
  'another variable': 'let rules = with_more(rules);',
};

for (const [what, statement] of Object.entries(UNSURE)) {
  test(`a filter is not said to list nothing: ${what}`, async () => {
    for (const begins of ['BTreeMap::new()', 'vec![]']) {
      const text = `fn put(rules: &mut BTreeMap<i64, Vec<SeccompRule>>) {
    rules.insert(find("write"), vec![]);
}
fn filter() -> R {
    let mut rules = ${begins};
    ${statement}
    SeccompFilter::new(rules, ${FILTER})
}
`;
      assert.deepEqual(readPolicy(await parserReady, text, 'x86_64').lists, []);
    }
  });
}

test('empty brackets that no filter takes are no list', async () => {
  const text = `const NONE: &[i64] = &[];
fn none() -> Vec<i64> {
    let mut found = vec![];
    found
}
fn filter() -> R {
    SeccompFilter::new(BTreeMap::new(), ${FILTER})
}
fn more() -> R {
    SeccompFilter::new(vec![].into_iter().chain(all()).collect(), ${FILTER})
}
`;
  assert.deepEqual(readPolicy(await parserReady, text, 'x86_64').lists, []);
});

test('a list that begins with nothing is one list with what is added to it', async () => {
  const text = `fn all() -> ${RULES} {
    let mut rules = vec![];
    rules.extend(vec![(libc::SYS_write, vec![])]);
    rules
}
`;
  assert.equal(readPolicy(await parserReady, text, 'x86_64').lists.length, 1);
});
